"""Every setting is read in one place, described in one table, and refused in words."""

import re
from pathlib import Path

import pytest

from mentoring.commands import wording
from mentoring.config import ROOT, SettingProblem, from_environment, unsafe

VARIABLE = re.compile(r'"([A-Z][A-Z_]{2,})"')


def test_every_setting_has_a_row_and_every_row_a_setting() -> None:
    read = set(VARIABLE.findall((ROOT / "mentoring" / "config.py").read_text(encoding="utf-8")))
    table = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == read


def test_no_setting_is_read_anywhere_else() -> None:
    elsewhere = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "mentoring").rglob("*.py"))
        if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    ]
    # The start hands the environment over; a child process gets it whole, with the database's password added.
    assert elsewhere == ["mentoring/__init__.py", "mentoring/commands/copies.py"]


@pytest.mark.parametrize(
    "environment, name",
    [
        ({"PORT": "many"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"WORKERS": "0"}, "WORKERS"),
        ({"PUBLIC_URL": "mentoring.example"}, "PUBLIC_URL"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL"),
        ({"TRUSTED_PROXY": "the proxy"}, "TRUSTED_PROXY"),
        ({"MAIL_URL": "mail.example"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://mail.example:many"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://mail.example?tls=perhaps"}, "MAIL_URL"),
    ],
)
def test_a_setting_that_cannot_be_understood_is_named(environment: dict[str, str], name: str) -> None:
    with pytest.raises(SettingProblem, match=name):
        from_environment(environment)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"BIND": "::1"},
        {"PUBLIC_URL": "https://a.example", "TRUSTED_PROXY": "127.0.0.1"},
        {"PUBLIC_URL": "https://a.example", "TRUSTED_PROXY": "10.0.0.0/8, ::1", "BIND": "0.0.0.0"},
        {"PUBLIC_URL": "https://a.example", "TLS_CERTIFICATE": "/c", "TLS_KEY": "/k", "BIND": "0.0.0.0"},
        {"MAIL_URL": "smtps://n:p@mail.example", "MAIL_FROM": "Peer mentoring <a@a.example>"},
        {"MAIL_URL": "smtp://n:p@mail.example:587?tls=starttls", "MAIL_FROM": "a@a.example"},
        {"MAIL_URL": "smtp://localhost:25", "MAIL_FROM": "a@a.example"},
    ],
)
def test_what_is_safe_is_not_refused(environment: dict[str, str]) -> None:
    assert unsafe(from_environment(environment)) == []


def test_every_code_of_what_is_unsafe_has_its_sentence() -> None:
    codes = re.findall(r'problems\.append\("([a-z-]+)"\)', Path(ROOT / "mentoring" / "config.py").read_text())
    assert set(codes) == set(wording.UNSAFE)
    found = re.findall(
        r'Finding\("([a-z ]+)"', Path(ROOT / "mentoring" / "audit" / "verifying.py").read_text()
    )
    assert set(found) == set(wording.FINDINGS)


def test_postgresql_may_be_written_either_way() -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        url = from_environment({"DATABASE_URL": f"{scheme}://u:p@h/d"}).database_url
        assert url == "postgresql+psycopg://u:p@h/d"
