"""What the product's pages are measured beside: a page of the same house that does next to nothing, and a bare one.

Served as an application (granian benchmarks.reference:app) where many ask at once; the clock then stands still at
BENCHMARK_NOW, so that a school made for one day is asked on that day.
"""

import os
import sqlite3
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, render_template
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from mentoring import clock, create_app  # noqa: E402
from mentoring.access.guard import actor_here, requires  # noqa: E402
from mentoring.access.policy import Action  # noqa: E402
from mentoring.extensions import db  # noqa: E402
from mentoring.meetings.models import Meeting  # noqa: E402

# The same frame and the same table as the product's pages, with nothing to work out.
HOUSE = """
{% extends "layout/" ~ manner ~ ".html" %}
{% from "parts/table.html" import table, cell %}
{% block page_title %}Reference{% endblock %}
{% block main %}
  {% call(row, heads) table("Meetings", ["Day", "From", "To", "State"], rows) %}
    {{ cell(heads[0], row.day, row_header=true) }}
    {{ cell(heads[1], row.starts) }}
    {{ cell(heads[2], row.ends) }}
    {{ cell(heads[3], row.state) }}
  {% endcall %}
{% endblock %}
"""
BARE = """<!DOCTYPE html>
<html lang="en">
<head><title>Bare</title></head>
<body><h1>Bare</h1>
<table>
{% for row in rows %}<tr><th>{{ row[0] }}</th><td>{{ row[1] }}</td><td>{{ row[2] }}</td><td>{{ row[3] }}</td></tr>
{% endfor %}</table>
</body>
</html>
"""

reference_bp = Blueprint("reference", __name__)


@reference_bp.get("/reference/<manner>/<int:count>")
@requires(Action.HOME_OPEN)
def reference(manner: str, count: int) -> Any:
    """Show so many meetings, found by one query."""
    wanted = select(Meeting.day, Meeting.starts, Meeting.ends, Meeting.state).where(
        Meeting.school_id == actor_here().school_id
    )
    rows = db.session.execute(wanted.order_by(Meeting.id).limit(count)).all()
    return render_template("reference.html", rows=rows, manner="young" if manner == "young" else "staff")


def with_reference(folder: str, **settings: str) -> Flask:
    """Return the product, with the reference page beside its own."""
    app = create_app({"INSTANCE_PATH": folder, **settings})
    app.register_blueprint(reference_bp)
    loader = app.jinja_loader
    assert loader is not None
    app.jinja_loader = ChoiceLoader([loader, DictLoader({"reference.html": HOUSE})])  # type: ignore[misc,assignment]
    return app


def bare_app(database: str) -> Flask:
    """Return Flask and Jinja as they come, with one query to the same database."""
    app = Flask("bare")
    template = app.jinja_env.from_string(BARE)

    @app.get("/bare/<int:count>")
    def bare(count: int) -> str:
        with sqlite3.connect(database) as connection:
            wanted = "SELECT day, starts, ends, state FROM meeting ORDER BY school_id, id LIMIT ?"
            rows = connection.execute(wanted, (count,)).fetchall()
        connection.close()
        return template.render(rows=rows)

    return app


if "BENCHMARK_NOW" in os.environ:
    _moment = datetime.fromisoformat(os.environ["BENCHMARK_NOW"])
    clock.set_source(lambda: _moment)
    app = with_reference(os.environ["INSTANCE_PATH"], PORT=os.environ["PORT"], WORKERS=os.environ["WORKERS"])
