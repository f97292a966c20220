"""Somebody who is not signed in tells; the lead takes it, answers and finishes it; the writer sees each step."""

from collections.abc import Iterator

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.live import Demo, new_postgresql, served_demo
from tests.journeys.telling import asks_with_words, newest_concern, tells, three_words
from tests.journeys.visitor import PHONE, Visitor

pytestmark = pytest.mark.journey

TOLD = "A boy in my form takes my lunch money every day."
ANSWER = "Thank you for telling us. I will talk with you at lunch today, in room 4."
FINISHED = "Finished for now: if it happens again, or you remember more, tell us."


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_name: str
) -> Iterator[Demo]:
    """The demo school on each database in turn."""
    folder = tmp_path_factory.mktemp("demo")
    if request.param == "sqlite":
        with served_demo(folder) as live:
            yield live
        return
    with new_postgresql(f"journey_{worker_name}") as url, served_demo(folder, DATABASE_URL=url) as live:
        yield live


def sees(writer: Visitor, words: str, state: str) -> None:
    asks_with_words(writer, words)
    writer.reads(state)


def test_the_writer_sees_three_states_and_the_words_back(demo: Demo, visit: Visit) -> None:
    # Given a child who told something without signing in, and kept three words
    child = visit(demo, "year-7")
    child.goes_to("/tell")
    tells(child, TOLD, who="Me", done_by="Another student", safe="Yes")
    words = three_words(child)
    assert len(words.split()) == 3
    sees(child, words, "Sent.")
    child.looks_over("status-sent")
    # When the lead opens it, that is not yet taking it
    lead = visit(demo, "lead")
    lead.signs_in()
    lead.looks_over("today")
    concern = f"/desk/{newest_concern(demo)}"
    lead.goes_to(concern)
    lead.reads(TOLD)
    sees(child, words, "Sent.")
    # And when the lead takes it, the child sees that an adult has read it
    lead.presses("I have this. I will see to it")
    lead.reads("Bram Hale has had this since")
    lead.looks_over("concern")
    sees(child, words, "An adult has read it.")
    # And when the lead answers, the child reads the lead's words
    lead.writes("Your words to them", ANSWER)
    lead.presses("Send these words")
    lead.reads("Your words are there for them to see.")
    sees(child, words, "An adult has read it.")
    child.reads("Mr Hale wrote to you,")
    child.reads(ANSWER)
    child.looks_over("status-answered")
    # And when it is finished, the child knows that they can come again
    lead.opens("Finish this for now")
    lead.chooses("How did it end?", "Dealt with in school")
    lead.writes("Why", "Talked with both, and with their carers.")
    lead.looks_over("finish")
    lead.page.get_by_role("button", name="Finish for now").click()
    lead.reads("Open it again")
    lead.looks_over("finished")
    sees(child, words, FINISHED)
    child.reads(ANSWER)
    child.looks_over("status-finished")


def test_wrong_words_show_nothing(demo: Demo, visit: Visit) -> None:
    child = visit(demo, "year-7", size=PHONE)
    child.goes_to("/tell/answer")
    child.looks_over("status-words")
    child.writes("Your three words", "no such words")
    child.presses("Show me")
    child.reads("We can't find those words. Check them, or tell an adult.")
    child.looks_over("status-words-wrong")
