"""The youth peer mentoring manager: puts configuration, extensions and rooms together."""

import os
from collections.abc import Mapping

from flask import Blueprint, Flask

from mentoring import commands, config, transaction
from mentoring.access import guard
from mentoring.audit import keys
from mentoring.config import ROOT, Settings
from mentoring.demo import exploring
from mentoring.extensions import babel, csrf, db, login, migrate
from mentoring.help import views as help_pages
from mentoring.home import views as home
from mentoring.jobs import mail
from mentoring.joining import views as joining
from mentoring.joining.actions import telling
from mentoring.joining.queries.enrolments import has_enrolment
from mentoring.joining.queries.work import register_paired
from mentoring.matching import hearing
from mentoring.matching import views as matching
from mentoring.matching import work as matching_work
from mentoring.matching.commands import cli as match_cli
from mentoring.matching.queries.pairings import paired_enrolments
from mentoring.meetings import views as meetings
from mentoring.meetings.actions import planning as meetings_planning
from mentoring.meetings.actions.asks import note_leaving
from mentoring.people import bonds, housekeeping, mails
from mentoring.people.commands import cli as people_cli
from mentoring.people.queries import accounts
from mentoring.people.views import (
    account,
    identity,
    passkeys,
    reset,
    school,
    second_factor,
    sessions,
    setup,
    sign_in,
    staff,
    students,
)
from mentoring.programme import views as programme
from mentoring.raising.queries.holds import ever_on_hold
from mentoring.raising.views import tell
from mentoring.roster import views as roster
from mentoring.roster import work as roster_work
from mentoring.roster.commands import cli as roster_cli
from mentoring.safeguarding import clockwork
from mentoring.safeguarding.views import desk, tell_status, trail
from mentoring.web import assets, dates, errors, fields, headers, parts, sentences, shell, squeezed
from mentoring.web.incoming import Incoming
from mentoring.web.intake import Intake
from mentoring.web.proxy import NamedProxy
from mentoring.web.templating import PlainEnvironment

KIBIBYTE = 1024

BLUEPRINTS: tuple[Blueprint, ...] = (  # one line a room's pages
    home.bp,
    help_pages.bp,
    sign_in.bp,
    sessions.bp,
    second_factor.bp,
    passkeys.bp,
    account.bp,
    reset.bp,
    staff.bp,
    students.bp,
    roster.bp,
    setup.bp,
    school.bp,
    programme.bp,
    joining.own_bp,
    joining.staff_bp,
    matching.board_bp,
    matching.staff_bp,
    matching.own_bp,
    meetings.staff_bp,
    meetings.own_bp,
    meetings.room_bp,
    meetings.check_ins_bp,
    meetings.asks_bp,
    tell.bp,
    desk.bp,
    tell_status.bp,
    trail.bp,
    trail.own_bp,
)


def create_app(environment: Mapping[str, str] | None = None) -> Flask:
    """Return the application. `environment` stands in for the process's own (tests, tools)."""
    settings = config.from_environment(os.environ if environment is None else environment)
    app = guard.Guarded("mentoring", root_path=str(ROOT), static_folder=None, template_folder="templates")
    app.jinja_environment = PlainEnvironment
    _configure(app, settings)
    _extend(app)
    _receive(app, settings)
    _add_rooms(app)
    guard.refuse_undeclared(app)
    commands.register(app)
    app.cli.add_command(people_cli)
    app.cli.add_command(roster_cli)
    app.cli.add_command(match_cli)
    exploring.register(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    ring = keys.load_or_make(settings.keys)
    app.extensions["settings"] = settings
    app.extensions["keyring"] = ring
    engine: dict[str, object] = {"hide_parameters": True}  # else an error prints a child's words
    if settings.embedded:
        engine["module"] = transaction.sqlite_module()
    app.config.update(
        SECRET_KEY=ring.session,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine,
        MAX_CONTENT_LENGTH=1024 * KIBIBYTE,
        MAX_FORM_MEMORY_SIZE=256 * KIBIBYTE,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_NAME="mentoring",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the session it is tied to
        WTF_CSRF_SSL_STRICT=False,  # Referrer-Policy and SameSite already hold; some proxies drop Referer
        BABEL_DEFAULT_LOCALE="en_GB",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "mentoring" / "translations"),
    )


def _extend(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        transaction.watch(db.engine)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    babel.init_app(app)
    sentences.init_app(app)
    csrf.init_app(app)
    login.init_app(app)
    login.session_protection = None  # the session table decides, not the browser's name
    mail.init_app(app, _address_of)
    mails.register(app)


def _address_of(account_id: str) -> str | None:
    found = accounts.account(account_id)
    return found.email if found else None


def _receive(app: Flask, settings: Settings) -> None:
    app.request_class = Incoming
    inside = Intake(app.wsgi_app, app.config["MAX_CONTENT_LENGTH"], {roster.PATH: roster.MOST_UPLOADED})
    app.wsgi_app = NamedProxy(inside, settings.trusted_proxy, alone=not settings.own_tls)  # type: ignore[method-assign]


def _add_rooms(app: Flask) -> None:
    assets.init_app(app)
    headers.init_app(app)
    squeezed.init_app(app)
    shell.init_app(app, identity.frame)
    errors.init_app(app)
    dates.init_app(app)
    fields.init_app(app)
    identity.init_app(app)
    parts.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for pages in (home, programme, joining, matching, meetings, desk, students, staff, school, trail):
        pages.register_navigation(app)
    help_pages.register_link(app)
    programme.register_waiting(app)
    joining.register_waiting(app)
    meetings.register_today(app)
    meetings_planning.register(app)
    meetings.register_young_waiting(app)
    meetings.register_sections(app)
    telling.register(app, note_leaving)
    matching.register_waiting(app)
    hearing.register(app)
    meetings.register_waiting(app)
    home.register_waiting(app)
    roster.register_waiting(app)
    clockwork.register(app)
    housekeeping.register(app)
    roster_work.register(app)
    register_paired(app, paired_enrolments)
    matching_work.register(app)
    bonds.register(app, ever_on_hold)
    bonds.register(app, has_enrolment)
