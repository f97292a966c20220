"""Before the first start every command says in a sentence that there is no database, and none makes one."""

import pytest
from flask import Flask

from mentoring.commands import database
from tests.commands.conftest import Command

SENTENCE = "There is no database yet. Start it once: flask --app app serve"


@pytest.mark.parametrize(
    "words",
    [
        "audit verify", "audit anchor", "backup", "demo accounts --json", "demo remove", "jobs list", "jobs again",
        "jobs drop 1", "keys rotate", "match propose", "match propose --programme x --json",
        "people recover head@alder.example", "worker",
    ],
)  # fmt: skip
def test_a_command_says_that_there_is_no_database_yet(
    installation: Flask, command: Command, words: str
) -> None:
    result = command(*words.split())
    assert result.exit_code == 1
    assert SENTENCE in result.output
    assert "Traceback" not in result.output
    with installation.app_context():
        assert not database.is_made()
    file = installation.extensions["settings"].database_file
    assert file is None or not file.exists()


def test_an_empty_database_counts_as_none(installation: Flask, command: Command) -> None:
    file = installation.extensions["settings"].database_file
    if file is not None:
        file.touch()
    assert SENTENCE in command("audit", "verify").output
    assert SENTENCE in command("backup").output


def test_the_doctor_says_it_too_and_is_not_alarmed(command: Command) -> None:
    result = command("doctor")
    assert result.exit_code == 0
    assert "there is no database yet. Start it once" in result.output


def test_the_error_log_can_be_looked_at(command: Command) -> None:
    assert "No errors." in command("errors").output
