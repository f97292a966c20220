"""What every form's fields share."""


def trimmed(value: str | None) -> str | None:
    """Return what was typed without spaces around it, and each run of spaces inside as one."""
    return " ".join(value.split()) if value else value
