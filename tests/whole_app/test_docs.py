"""The documents say what is there: their commands, links, settings, pages and the words on them."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
import textstat
from flask.cli import FlaskGroup, ScriptInfo
from werkzeug.exceptions import HTTPException

from mentoring.commands.catalogue import extracted
from mentoring.config import ROOT, from_environment
from tests.conftest import Prepared

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
FOR_PEOPLE = [ROOT / "README.md", *GUIDES]  # they name pages and the words on them

COMMAND = re.compile(r"flask --app \S*app(?:\.py)?((?: [a-z-]+)+)")
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)
SETTING = re.compile(r"(?<![\w$])([A-Z]+_[A-Z_]+|PORT|BIND|WORKERS)(?==|`)")
LARGEST_PICTURE = 150 * 1024  # bytes

# Not the environment's, and written like it.
NO_SETTINGS = {"MENTORING_PROFILE"}
# Where packages come from and where this was written are no business of the product's.
ELSEWHERE = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|crates\.io|rubygems\.org|proxy\.golang"
    r"|(?:index-url|find-links)[= ](?:https?|file):"
    r"|(?<![\w.])/(?:work|root|Users|home/\w+)/"
)
NOT_OURS = {".git", ".venv", "instance", "node_modules", "test-results"}
KINDS = {
    ".cfg",
    ".css",
    ".html",
    ".ini",
    ".js",
    ".json",
    ".mako",
    ".md",
    ".py",
    ".svg",
    ".toml",
    ".txt",
    ".yml",
}


def _names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _group(prepared: Prepared) -> tuple[FlaskGroup, click.Context]:
    group = FlaskGroup(create_app=lambda: prepared.app)
    info = ScriptInfo(create_app=lambda: prepared.app)
    return group, click.Context(group, info_name="flask", obj=info)


@pytest.mark.parametrize("name", _names(DOCUMENTS))
def test_every_command_in_a_document_can_be_typed(sqlite_app: Prepared, name: str) -> None:
    top, context = _group(sqlite_app)
    with context:  # closes the application context that looking commands up opens
        for written in COMMAND.findall(_text(name)):
            command: click.Command | None = top
            for word in written.split():
                if not isinstance(command, click.Group):
                    break  # the rest are arguments
                command = command.get_command(context, word)
                assert command is not None, f"there is no flask --app app{written}"


@pytest.mark.parametrize("name", _names(DOCUMENTS))
def test_every_link_leads_to_a_file_and_a_heading(name: str) -> None:
    for address in LINK.findall(CODE.sub("", _text(name))):
        if address.startswith(("https://", "http://", "mailto:")):
            continue
        path, _hash, heading = address.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), f"{address} leads nowhere"
        if heading:
            headings = _headings(target.read_text(encoding="utf-8"))
            assert heading in headings, f"{address}: there are only {headings}"


def _headings(document: str) -> list[str]:
    """Return the anchors that a page of documents gives its headings."""
    found = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", document, flags=re.DOTALL), re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in found)
    return [heading.replace(" ", "-") for heading in kept]


@pytest.mark.parametrize("name", _names(DOCUMENTS))
def test_every_picture_is_there_small_and_described(name: str) -> None:
    for described, address in PICTURE.findall(_text(name)):
        picture = (ROOT / name).parent / address
        assert picture.is_file(), f"{address} is not there"
        assert picture.stat().st_size <= LARGEST_PICTURE
        assert len(described.split()) > 2, f"{address} is not described"


def test_no_picture_is_kept_that_no_document_shows() -> None:
    shown = {
        ((ROOT / name).parent / address).resolve()
        for name in _names(DOCUMENTS)
        for _, address in PICTURE.findall(_text(name))
    }
    assert {path.resolve() for path in (ROOT / "docs" / "pictures").iterdir()} == shown


class Asked(dict[str, str]):
    """An empty environment that remembers what it was asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.names.add(name)
        return default


@pytest.mark.parametrize("name", _names(DOCUMENTS))
def test_every_setting_in_a_document_is_read(name: str) -> None:
    asked = Asked()
    from_environment(asked)
    written = {setting for code in CODE.findall(_text(name)) for setting in SETTING.findall(code)}
    assert written <= asked.names | NO_SETTINGS


@cache
def _sentences() -> frozenset[str]:
    """Return every sentence that a page can show."""
    ids = [message.id for message in extracted() if message.id]
    return frozenset(
        each for message in ids for each in (message if isinstance(message, tuple) else [message])
    )


def _is_on_a_page(words: str) -> bool:
    plain = words.rstrip(".")
    whole = plain in _sentences() or f"{plain}." in _sentences()
    # "has left the school" stands on a page behind a name.
    return whole or (" " in plain and any(plain in sentence for sentence in _sentences()))


def _marked(document: str, mark: str) -> Iterator[str]:
    inside = re.compile(rf"(?<![*\w]){re.escape(mark)}(?![*\s])([^*]+?){re.escape(mark)}(?![*\w])")
    for words in inside.findall(CODE.sub("", document)):
        yield " ".join(words.split())


@pytest.mark.parametrize("name", _names(FOR_PEOPLE))
def test_words_in_italics_stand_on_a_page(name: str) -> None:
    missing = [words for words in _marked(_text(name), "*") if not _is_on_a_page(words)]
    assert not missing, "italics are for the words on a page, as they stand there"


def test_words_in_bold_in_the_students_guide_stand_on_a_page() -> None:
    missing = [words for words in _marked(_text("docs/guides/students.md"), "**") if not _is_on_a_page(words)]
    assert not missing


@pytest.mark.parametrize("name", _names(FOR_PEOPLE))
def test_every_page_that_is_named_by_its_address_is_there(sqlite_app: Prepared, name: str) -> None:
    routes = sqlite_app.app.url_map.bind("localhost")
    for address in re.findall(r"`(/[a-z/-]+)`", _text(name)):
        try:
            routes.match(address, method="GET")
        except HTTPException as missing:
            raise AssertionError(f"there is no page {address}") from missing


def test_a_child_of_nine_can_read_the_students_guide() -> None:
    plain = re.sub(r"^\s*(\d+\.|-|#+)\s*", "", _text("docs/guides/students.md"), flags=re.MULTILINE)
    # A class of nine-year-olds is the US fourth grade.
    assert textstat.flesch_kincaid_grade(re.sub(r"[*`]", "", plain)) <= 4
    sentences = re.split(r"[.?:]\s|\n\n", plain)
    assert max(len(sentence.split()) for sentence in sentences) <= 20


def test_nothing_says_where_packages_come_from_or_where_this_was_written() -> None:
    found = []
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        hidden = inside[0].startswith(".") and inside[0] != ".ci"
        if hidden or inside[0] in NOT_OURS or "__pycache__" in inside or not path.is_file():
            continue
        if path.suffix in KINDS or not path.suffix:
            text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
            found += [f"{'/'.join(inside)}: {match}" for match in ELSEWHERE.findall(text)]
    assert not found
