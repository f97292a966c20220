"""Help for staff: the guides of docs/guides, as the product shows them."""

import re
from types import SimpleNamespace

import html5lib
import pytest
from flask import Flask

from mentoring.config import ROOT
from mentoring.help.guides import GUIDES, Guide
from mentoring.help.rendering import Target, rendered
from mentoring.help.sections import SECTIONS
from tests.conftest import Prepared
from tests.meetings.young import in_database, make_young_pair
from tests.support.factories import World
from tests.whole_app.test_docs import GUIDES as FILES
from tests.whole_app.test_docs import _sentences as sentences_on_pages

STAFF = {
    "coordinator": "For coordinators",
    "supervisor": "For supervisors",
    "lead": "For the lead and deputies",
    "deputy": "For the lead and deputies",
    "head": "For the head, the stand-in and the chair",
    "stand_in": "For the head, the stand-in and the chair",
    "chair": "For the head, the stand-in and the chair",
    "administrator": "For administrators",
}
TRICKS = (
    "..", "../README.md", "..%2f..%2fREADME.md", "%2e%2e%2fREADME.md", "coordinator.md", "coordinator/", "Coordinator",
    "coordinator%00", "coordinator%2f..%2fmentor", "none", "README", "docs", "%00", "a" * 5000,
)  # fmt: skip


def _page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def _tree(page: str):
    return html5lib.parse(page, namespaceHTMLElements=False)


def _ids(page: str) -> set[str]:
    return {each.get("id") for each in _tree(page).iter() if each.get("id")}


def _links(page: str) -> list[str]:
    article = next(each for each in _tree(page).iter("article"))
    return [each.get("href") for each in article.iter("a")]


# Who reads it


@pytest.mark.parametrize("role", STAFF)
def test_each_member_of_staff_finds_their_own_guide_first_and_may_read_all(
    world: World, sign_in, role: str
) -> None:
    client = sign_in(world, role)
    titles = re.findall(r'lang="en-GB">([^<]+)</a>', _page(client, "/help"))
    assert titles[0] == STAFF[role]
    assert sorted(titles) == sorted(each.text.title for each in GUIDES.values())  # each once
    for name in GUIDES:
        _page(client, f"/help/{name}")


def test_help_stands_in_the_rail_of_staff_and_nowhere_on_a_young_persons_page(world: World, sign_in) -> None:
    assert 'href="/help"' in _page(sign_in(world, "chair"), "/today")
    for student in ("mentor", "mentee"):
        assert "/help" not in _page(sign_in(world, student), "/today")


def test_a_student_reads_no_guide_for_staff(world: World, sign_in) -> None:
    for student in ("mentor", "mentee"):
        client = sign_in(world, student)
        for address in ("/help", *(f"/help/{name}" for name in GUIDES)):
            assert client.get(address).status_code == 404


def test_whoever_is_not_signed_in_signs_in_first(world: World, client) -> None:
    for address in ("/help", "/help/coordinator"):
        answer = client.get(address)
        assert answer.status_code == 303 and "/sign-in" in answer.location


@pytest.mark.parametrize("trick", TRICKS)
def test_no_address_leads_to_another_file(world: World, sign_in, trick: str) -> None:
    assert sign_in(world, "administrator").get(f"/help/{trick}").status_code in (404, 308)


# What it says


def test_every_guide_in_the_folder_is_shown_and_the_container_carries_it() -> None:
    shown = {each.file for each in GUIDES.values()}
    assert {path.relative_to(ROOT).as_posix() for path in FILES} <= shown
    copied = re.findall(r"^COPY (\S+) \./", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert all(any(file == each or file.startswith(f"{each}/") for each in copied) for file in shown)


@pytest.mark.parametrize("name", GUIDES)
def test_every_link_and_every_line_of_the_contents_leads_somewhere(world: World, sign_in, name: str) -> None:
    client = sign_in(world, "coordinator")
    page = _page(client, f"/help/{name}")
    assert "<img" not in page and ".md" not in "".join(_links(page))
    for address in _links(page):
        path, _hash, anchor = address.partition("#")
        there = _page(client, path or f"/help/{name}")
        assert not anchor or anchor in _ids(there), address
    for heading in GUIDES[name].text.headings:
        assert heading.anchor in _ids(page)


def test_a_table_says_on_a_narrow_page_what_each_value_is(world: World, sign_in) -> None:
    page = _page(sign_in(world, "administrator"), "/help/administrator")
    assert '<th scope="row" role="rowheader"><span>an error page shows a number</span></th>' in page
    assert (
        '<td role="cell" data-label="do"><span><code>flask --app app errors NUMBER</code></span></td>' in page
    )


def test_a_file_that_has_no_page_is_named(world: World, sign_in) -> None:
    page = _page(sign_in(world, "administrator"), "/help/administrator")
    assert "see deployment (<code>docs/deployment.md</code>)" in page
    assert "A name in brackets is a file that comes with the program." in page
    assert "A name in brackets" not in _page(sign_in(world, "administrator"), "/help/mentor")


def test_the_first_hour_is_that_part_of_the_readme_alone(world: World, sign_in) -> None:
    page = _page(sign_in(world, "coordinator"), "/help/first-hour")
    assert "Pair them" in page and "Look around first, if you like." in page
    assert "Without make" not in page and "How it protects children" not in page


HOSTILE = """# A title

Text <script>alert(1)</script> and <b onclick="x()">bold</b>. [press](javascript:alert(1)) [out](//evil.example)

![a picture](x.png)

<div style="color: red">block</div>
"""


def test_markup_in_a_document_is_shown_as_it_was_typed() -> None:
    text = rendered(HOSTILE, part=None, target_of=lambda link: Target(None, link))
    assert "<script" not in text.body and "<b" not in text.body and "<div" not in text.body
    assert "<a" not in text.body and "<img" not in text.body
    assert "&lt;script&gt;" in text.body


# Help with the page that one is on


def _anchors(guide: Guide) -> set[str]:
    return set(re.findall(r'<h\d id="([^"]+)"', guide.text.body))


def test_every_section_that_a_page_leads_to_is_there(sqlite_app: Prepared) -> None:
    app = sqlite_app.app
    with app.test_request_context():
        for place, sections in SECTIONS.items():
            assert place in app.view_functions or place in app.blueprints, place
            for each in sections:
                assert each.anchor in _anchors(GUIDES[each.guide]), each


def test_a_page_offers_the_section_of_the_readers_own_guide(world: World, sign_in) -> None:
    assert 'href="/help/coordinator#students"' in _page(sign_in(world, "coordinator"), "/students")
    assert 'href="/help/administrator#students"' in _page(sign_in(world, "administrator"), "/students")
    assert 'href="/help/head-and-chair#when-something-waits"' in _page(sign_in(world, "chair"), "/desk")
    assert "with this page" not in _page(sign_in(world, "chair"), "/help")


# The two pages to hand out


def _lines(html: str) -> list[str]:
    tree = _tree(html)
    texts = (" ".join("".join(each.itertext()).split()) for each in tree.iter() if each.tag in ("h2", "li"))
    return [text for text in texts if text]


def _main(page: str) -> str:
    return page[page.index('<div class="stack">') : page.index("</main>")]


@pytest.fixture
def how_it_works(app: Flask, world: World, sign_in) -> SimpleNamespace:
    with in_database(app, writes=True):
        pair = make_young_pair(world)
    return SimpleNamespace(
        **{
            role: _main(_page(sign_in(world, role), f"/my-meetings/how-it-works/{getattr(pair, role)}"))
            for role in ("mentor", "mentee")
        }
    )


def test_what_is_handed_out_on_paper_stands_word_for_word_on_the_young_persons_own_page(
    how_it_works: SimpleNamespace, app: Flask
) -> None:
    with app.test_request_context():
        for role, page in vars(how_it_works).items():
            on_paper = [each.replace("*", "") for each in _lines(GUIDES[role].text.body)]
            assert [re.sub("[“”]", "", each) for each in _lines(page)] == on_paper, role


def test_the_words_to_press_on_it_stand_on_other_pages(how_it_works: SimpleNamespace) -> None:
    for page in vars(how_it_works).values():
        pressed = re.findall("“([^”]+)”", "\n".join(_lines(page)))
        assert pressed
        for words in (each.replace("&#39;", "'") for each in pressed):
            assert {words, f"{words}."} & sentences_on_pages(), words
