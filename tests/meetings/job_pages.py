"""Stand-ins for the pages where jobs are done, where the application has none yet: they save one word."""

from typing import Any

from flask import Flask, redirect, render_template_string, request, url_for

from mentoring import clock, ids
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.audit import events, trail
from mentoring.extensions import db
from mentoring.meetings.models import Faces, Meeting, WriteUp
from mentoring.meetings.queries.meetings import meeting
from mentoring.people.views.rooms import after_job

PAGE = """{% extends "layout/young.html" %}
{% block page_title %}Your job{% endblock %}
{% block main %}
  <p>{{ word }}</p>
  <form method="post" autocomplete="off">
    <input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
    <label for="word">Your words</label><textarea id="word" name="word" autocomplete="off"></textarea>
    <button type="submit">Save</button>
  </form>
{% endblock %}"""


def _page(found: Meeting) -> str:
    return render_template_string(PAGE, word=f"About {found.day}")


def _saved() -> Any:
    return redirect(after_job(url_for("home.today"), url_for("room.overview")), 303)


@requires(Action.MEETING_FACES, load=meeting)
def faces(found: Meeting) -> Any:
    if request.method == "GET":
        return _page(found)
    db.session.add(
        Faces(school_id=found.school_id, id=ids.new_id(), meeting_id=found.id, how="good",
              student_id=actor_here().person_id, is_finished=True, at=clock.now())
    )  # fmt: skip
    trail.record(
        events.FACES_GIVEN, clock.now(), school_id=found.school_id, by=actor_here().by, subject_id=found.id
    )
    return _saved()


@requires(Action.MEETING_WRITE_UP, load=meeting)
def write_up(found: Meeting) -> Any:
    if request.method == "GET":
        return _page(found)
    db.session.add(
        WriteUp(school_id=found.school_id, id=ids.new_id(), meeting_id=found.id, token=ids.new_token(), happened=True,
                student_id=actor_here().person_id, at=clock.now(), did=[], helped=[], outside=[],
                for_mentee=request.form.get("word", ""))
    )  # fmt: skip
    trail.record(
        events.WRITTEN_UP, clock.now(), school_id=found.school_id, by=actor_here().by, subject_id=found.id
    )
    return _saved()


def add_job_pages(app: Flask) -> None:
    """Add those of the two pages that the application does not have."""
    for name, view in (("faces", faces), ("write_up", write_up)):
        if f"my_meetings.{name}" in app.view_functions:
            continue
        had, app._got_first_request = app._got_first_request, False
        rule = f"/my/meetings/<meeting_id>/{name.replace('_', '-')}"
        app.add_url_rule(rule, f"my_meetings.{name}", view, methods=["GET", "POST"])
        app._got_first_request = had
