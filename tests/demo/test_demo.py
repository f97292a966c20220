"""The demo's secrets never open a door that others can reach."""

from pathlib import Path

from mentoring import create_app


def test_in_production_the_demo_is_refused(tmp_path: Path) -> None:
    app = create_app(
        {
            "INSTANCE_PATH": str(tmp_path),
            "PUBLIC_URL": "https://mentoring.school.example",
            "TRUSTED_PROXY": "127.0.0.1",
        }
    )
    for command in ("load", "accounts"):
        result = app.test_cli_runner().invoke(args=["demo", command])
        assert result.exit_code != 0
        assert "refused" in result.output
