"""The pages of help: which guides there are, and each of them."""

from typing import Any

from flask import Blueprint, Flask, abort, render_template, request, url_for

from mentoring.access.guard import actor_here, current_actor, requires
from mentoring.access.policy import Action, may_at_all
from mentoring.help.guides import GUIDES, shelf_for
from mentoring.help.sections import section_for

bp = Blueprint("help", __name__)

WITH_CONTENTS = 4  # headings from which a guide has a list of them beside it


def register_link(app: Flask) -> None:
    """Let every page of staff ask for the address of its own section of a guide."""
    app.jinja_env.globals["help_with_this_page"] = _help_with_this_page


@bp.get("/help")
@requires(Action.HELP_READ)
def overview() -> Any:
    """List the guides, first those of the reader's own roles."""
    return render_template("help/overview.html", shelf=shelf_for(actor_here()))


@bp.get("/help/<guide>")
@requires(Action.HELP_READ)
def guide(guide: str) -> Any:
    """Show one guide."""
    found = GUIDES.get(guide)  # the only names there are, so that no address leads to another file
    if found is None:
        abort(404)
    text = found.text
    return render_template(
        "help/guide.html", guide=found, text=text, with_contents=len(text.headings) >= WITH_CONTENTS
    )


def _help_with_this_page() -> str | None:
    actor = current_actor()
    if actor is None or not may_at_all(actor, Action.HELP_READ):
        return None
    found = section_for(actor, request.endpoint or "")
    return url_for("help.guide", guide=found.guide, _anchor=found.anchor) if found else None
