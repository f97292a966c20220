"""Asking tutors in one round, their answers by link and on paper, and deciding in a round, as each person sees it."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.joining.models import Enrolment, PairingBar, Suitability, TutorLink, TutorView
from mentoring.joining.queries.decisions import bars
from mentoring.joining.rules.readiness import Missing
from mentoring.joining.rules.suitability import BarKind
from mentoring.people.models import Student
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole, Status
from tests.joining.rows import enrol
from tests.joining.test_gate_pages import Joined, _page
from tests.support.factories import World, make_student
from tests.support.worlds import A_LESSON, stand_still


class Round(Joined):
    """A programme with Leo and two namesakes in 7A and 8B as mentees, and Amara, in no form, as mentor."""

    def __init__(self, app: Flask, world: World) -> None:
        super().__init__(app, world)
        with app.app_context(), transaction.unit():
            programme = db.session.get_one(Programme, (world.school_id, self.programme))
            db.session.get_one(Student, (world.school_id, world.mentee)).form = "7A"
            ana = make_student(world, first="Ana", last="Field", year="8", form="8B")
            other = make_student(world, first="Ana", last="Stone", year="8", form="8B")
            self.ana = enrol(world, programme, ana, ProgrammeRole.MENTEE).id
            self.other = enrol(world, programme, other, ProgrammeRole.MENTEE).id
        self.tutors = f"/programmes/{self.programme}/tutors"
        self.decide = f"/programmes/{self.programme}/decide"

    def ask(self, client: Any, *enrolments: str, who: str = "Ms Bell") -> list[str]:
        """Ask about these students, all of one tutor; return the links."""
        page = _page(client, self.tutors)
        named = dict.fromkeys(re.findall(r'name="(form-\w{8}-who)"', page), who)
        answer = client.post(f"{self.tutors}/ask", data={"enrolment": list(enrolments), **named})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return re.findall(r'id="link-\d+">[^<]*(/tutor\?link=\w{64})', answer.get_data(as_text=True))

    def change(self, model: Any, record_id: str, **columns: Any) -> None:
        with self.app.app_context(), transaction.unit():
            record = db.session.get_one(model, (self.world.school_id, record_id))
            for name, value in columns.items():
                setattr(record, name, value)

    def count(self, model: Any) -> int:
        with self.app.app_context(), transaction.unit(writes=False):
            return db.session.query(model).filter_by(school_id=self.world.school_id).count()


@pytest.fixture
def held(app: Flask, world: World) -> Round:
    return Round(app, world)


def _rows(page: str) -> list[str]:
    """Return the names of the radio buttons on a tutor's page, in order."""
    return list(dict.fromkeys(re.findall(r'name="([\w-]*answer)"', page)))


# One link for each tutor


def test_one_press_makes_one_link_for_each_tutor_and_shows_it_once(
    world: World, held: Round, sign_in: Callable
) -> None:
    client = sign_in(world, "coordinator")
    page = _page(client, held.tutors)
    assert page.index("<h2>7A") < page.index("<h2>8B") < page.index("<h2>No form")
    assert len(re.findall(r'name="enrolment"[^>]*checked', page, re.DOTALL)) == 4
    fields = re.findall(r'name="(form-\w{8}-who)"', page)
    typed = dict(zip(fields, ("Mr Pell", "Ms Bell", "ms bell"), strict=True))
    ticked = [held.mentee, held.ana, held.other, held.mentor]
    answer = client.post(f"{held.tutors}/ask", data={"enrolment": ticked, **typed})
    page = answer.get_data(as_text=True)
    assert page.count("/tutor?link=") == 2 and "Links for 2 tutors" in page
    assert "Could you give us your view of 3 students" in page
    assert "These links work on this computer only" in page
    assert held.events()[-4:] == ["tutor-view.asked"] * 4
    assert held.count(TutorLink) == 2
    again = _page(client, held.tutors)
    assert "/tutor?link=" not in again and "asked: Mr Pell" in again
    assert not re.findall(r'name="enrolment"[^>]*checked', again, re.DOTALL)
    assert 'value="Mr Pell"' in again  # remembered for the next time


def test_a_form_without_a_named_tutor_is_left_and_said_so(
    world: World, held: Round, sign_in: Callable
) -> None:
    client = sign_in(world, "coordinator")
    fields = re.findall(r'name="(form-\w{8}-who)"', _page(client, held.tutors))
    ticked = {"enrolment": [held.mentee, held.ana]}
    nobody = client.post(f"{held.tutors}/ask", data=ticked)
    assert nobody.status_code == 422 and "name the tutor of each form" in nobody.get_data(as_text=True)
    answer = client.post(f"{held.tutors}/ask", data={**ticked, fields[0]: "Mr Pell"})
    assert "Nobody was named here, so no tutor is asked yet" in answer.get_data(as_text=True)
    assert Missing.TUTOR in held.missing(held.mentee)
    assert Missing.TUTOR_NOT_ASKED in held.missing(held.ana)


def test_a_tutor_answers_some_now_and_the_others_later_and_what_was_saved_stays(
    world: World, held: Round, sign_in: Callable, client
) -> None:
    (link,) = held.ask(sign_in(world, "coordinator"), held.mentee, held.ana, held.other)
    token, page = link.partition("=")[2], _page(client, link)
    assert "Ana F, 8B" in page and "Ana S, 8B" in page and "Leo, 7A" in page
    for hidden in ("Brandt", "Field", "Stone", "Buddies"):
        assert hidden not in page
    leo, ana, other = _rows(page)  # by last name: Brandt, Field, Stone
    assert client.post("/tutor", data={"link": token}).status_code == 422
    wordy = {ana: "yes", other.replace("answer", "words"): "Wait until May."}
    refused = client.post("/tutor", data={"link": token, **wordy})
    assert refused.status_code == 422 and "Wait until May." in refused.get_data(as_text=True)
    assert Missing.TUTOR in held.missing(held.ana)
    some = client.post("/tutor", data={"link": token, leo: "yes", ana: "talk"})
    assert some.status_code == 303
    assert held.events()[-2:] == ["tutor-view.given"] * 2
    assert Missing.TUTOR_TALK in held.missing(held.ana) and Missing.TUTOR in held.missing(held.other)
    page = _page(client, some.location)
    assert _rows(page) == [other] and page.count("Saved: ") == 2
    again = client.post("/tutor", data={"link": token, ana: "yes", other: "yes"})
    assert "Thank you" in again.get_data(as_text=True)
    assert Missing.TUTOR_TALK in held.missing(held.ana)  # what was saved stays
    _page(client, link, 404)


def test_a_link_for_many_ends_after_two_weeks_and_the_students_wait_to_be_asked_again(
    world: World, held: Round, sign_in: Callable, client
) -> None:
    stand_still(A_LESSON)
    (link,) = held.ask(sign_in(world, "coordinator"), held.mentee, held.ana)
    assert Missing.TUTOR in held.missing(held.ana)
    stand_still(A_LESSON + timedelta(days=14))
    _page(client, link, 404)
    assert Missing.TUTOR_NOT_ASKED in held.missing(held.ana)


def test_a_student_who_is_asked_about_anew_moves_into_the_new_link(
    world: World, held: Round, sign_in: Callable, client
) -> None:
    coordinator = sign_in(world, "coordinator")
    (first,) = held.ask(coordinator, held.ana, held.other)
    (second,) = held.ask(coordinator, held.ana, who="Mr Pell")
    assert len(_rows(_page(client, first))) == 1
    assert "Ana" in _page(client, second)


# Who may answer


def test_whoever_made_a_link_and_students_do_not_answer_it(
    world: World, held: Round, sign_in: Callable
) -> None:
    coordinator = sign_in(world, "coordinator")
    (link,) = held.ask(coordinator, held.ana, held.other)
    typed = {"link": link.partition("=")[2], "answer": "yes"}
    for account in ("coordinator", "mentee", "mentor"):
        reader = sign_in(world, account)
        page = _page(reader, link, 403)
        assert "sign out" in page.lower() and "Ana" not in page
        assert reader.post("/tutor", data=typed).status_code == 403
    assert held.count(TutorView) == 2 and Missing.TUTOR in held.missing(held.ana)


def test_a_member_of_staff_who_is_signed_in_is_named_in_the_trail(
    app: Flask, world: World, held: Round, sign_in: Callable, client
) -> None:
    (link,) = held.ask(sign_in(world, "coordinator"), held.ana, held.other)
    token, reader = link.partition("=")[2], sign_in(world, "supervisor")
    first, second = _rows(_page(reader, link))
    assert reader.post("/tutor", data={"link": token, first: "yes"}).status_code == 303
    client.post("/tutor", data={"link": token, second: "yes"})
    with app.app_context(), transaction.unit(writes=False):
        given = db.session.query(TrailEntry).filter_by(event="tutor-view.given").order_by(TrailEntry.seq)
        told = [(each.by_kind, each.by_id) for each in given]
    assert told == [("person", world.staff[Role.SUPERVISOR]), ("visitor", None)]


def test_nothing_is_shown_of_a_student_who_left_or_stopped_or_in_a_closed_programme(
    world: World, held: Round, sign_in: Callable, client
) -> None:
    (link,) = held.ask(sign_in(world, "coordinator"), held.mentee, held.ana, held.other)
    held.change(Student, world.mentee, left_at=clock.now())
    page = _page(client, link)
    leo = _rows(page)
    assert "Leo" not in page and len(leo) == 2
    held.change(Enrolment, held.ana, state="stopped")
    assert len(_rows(_page(client, link))) == 1
    held.change(Programme, held.programme, status=Status.CLOSED)
    _page(client, link, 404)
    sent = client.post("/tutor", data={"link": link.partition("=")[2], leo[1]: "yes"})
    assert sent.status_code == 404 and "tutor-view.given" not in held.events()


def test_nobody_is_asked_about_a_student_in_a_closed_programme(
    world: World, held: Round, sign_in: Callable
) -> None:
    client = sign_in(world, "coordinator")
    held.change(Programme, held.programme, status=Status.CLOSED)
    assert client.get(held.tutors).status_code == 404
    assert client.post(f"{held.tutors}/ask", data={"enrolment": [held.ana]}).status_code == 404
    one = client.post(f"/enrolments/{held.ana}/tutor/ask", data={"who": "Mr Pell"})
    assert one.status_code == 404 and held.count(TutorLink) == 0


# Answers on paper, and doubts


def _paper(held: Round, **more: Any) -> dict[str, Any]:
    return {"who": "Ms Bell", "day": str(clock.today("Europe/London")), **more}


def test_several_answers_are_written_down_from_one_list(world: World, held: Round, sign_in: Callable) -> None:
    client, page = sign_in(world, "coordinator"), f"{held.tutors}/paper"
    assert client.post(page, data=_paper(held)).status_code == 422
    wordy = client.post(page, data=_paper(held, **{f"{held.ana}-words": "Keen."}))
    assert wordy.status_code == 422 and "Keen." in wordy.get_data(as_text=True)
    typed = {f"{held.ana}-answer": "yes", f"{held.other}-answer": "not-yet", f"{held.other}-words": "In May."}
    assert client.post(page, data=_paper(held, **typed, who="")).status_code == 422
    assert client.post(page, data=_paper(held, **typed)).status_code == 303
    assert "2 answers are written down." in _page(client, held.tutors)
    assert Missing.TUTOR not in held.missing(held.ana) and Missing.TUTOR_TALK in held.missing(held.other)
    assert Missing.TUTOR_NOT_ASKED in held.missing(held.mentee)


def test_paper_from_before_the_student_came_is_refused(world: World, held: Round, sign_in: Callable) -> None:
    client = sign_in(world, "coordinator")
    old = str(clock.today("Europe/London") - timedelta(days=1))
    many = client.post(f"{held.tutors}/paper", data=_paper(held, day=old, **{f"{held.ana}-answer": "yes"}))
    typed = {"view-who": "Mr Pell", "view-answer": "yes", "view-day": old}
    one = client.post(f"/enrolments/{held.ana}/tutor", data=typed)
    for answer in (many, one):
        assert answer.status_code == 422
        assert "before the student came into the programme" in answer.get_data(as_text=True)
    assert held.count(TutorView) == 0


def _doubt(held: Round, sign_in: Callable, client: Any) -> None:
    (link,) = held.ask(sign_in(held.world, "coordinator"), held.ana)
    token = link.partition("=")[2]
    assert client.post("/tutor", data={"link": token, "answer": "talk"}).status_code == 200


def test_older_paper_does_not_hide_a_doubt(world: World, held: Round, sign_in: Callable, client) -> None:
    stand_still(clock.now())
    start = clock.now()
    stand_still(start + timedelta(days=3))
    coordinator = sign_in(world, "coordinator")
    _doubt(held, sign_in, client)
    typed = {"view-who": "Mr Pell", "view-answer": "yes"}
    page = f"/enrolments/{held.ana}/tutor"
    older = {**typed, "view-day": str(clock.today("Europe/London") - timedelta(days=1))}
    assert coordinator.post(page, data=older).status_code == 303
    assert Missing.TUTOR_TALK in held.missing(held.ana)
    assert "A newer answer of a tutor still counts" in _page(coordinator, f"/enrolments/{held.ana}")
    newer = {**typed, "view-day": str(clock.today("Europe/London"))}
    assert coordinator.post(page, data=newer).status_code == 303
    assert Missing.TUTOR_TALK not in held.missing(held.ana)


def test_a_decision_of_the_same_second_as_a_later_doubt_did_not_know_it(
    world: World, held: Round, sign_in: Callable, client
) -> None:
    stand_still(clock.now())
    coordinator, page = sign_in(world, "coordinator"), f"/enrolments/{held.ana}/decide"
    assert coordinator.post(page, data={"verdict": "yes", "reasons": "Keen."}).status_code == 303
    _doubt(held, sign_in, client)
    assert Missing.TUTOR_TALK in held.missing(held.ana)
    unread = {"verdict": "yes", "reasons": "We spoke.", "knew": "0"}
    assert coordinator.post(page, data=unread).status_code == 422
    assert coordinator.post(page, data={**unread, "knew": "1"}).status_code == 303
    assert Missing.TUTOR_TALK not in held.missing(held.ana)


# Deciding in a round


def _decisions(held: Round, **typed: str) -> dict[str, str]:
    """Return rows of the round as if the page had been read now."""
    shown = {
        f"{each}-{name}": "0" for each in (held.ana, held.other, held.mentee) for name in ("knew", "after")
    }
    return {**shown, **typed}


def test_everybody_who_waits_is_decided_about_in_one_round_doubts_first(
    world: World, held: Round, sign_in: Callable, client
) -> None:
    coordinator = sign_in(world, "coordinator")
    (link,) = held.ask(coordinator, held.other)
    said = {"link": link.partition("=")[2], "answer": "not-yet", "words": "After the play."}
    assert client.post("/tutor", data=said).status_code == 200
    page = _page(coordinator, held.decide)
    assert page.index("The tutor has a doubt") < page.index("Ana Stone") < page.index("Leo Brandt")
    assert "After the play." in page and not re.search(r'type="radio"[^>]*checked', page, re.DOTALL)
    typed = _decisions(
        held,
        shared="Kind and on time.",
        **{f"{held.ana}-verdict": "yes", f"{held.mentee}-verdict": "yes", f"{held.mentee}-reasons": "Keen."},
        **{
            f"{held.other}-verdict": "not-yet",
            f"{held.other}-reasons": "After the play.",
            f"{held.other}-knew": "1",
        },
    )
    assert coordinator.post(held.decide, data=typed).status_code == 303
    assert held.events()[-3:] == ["suitability.decided"] * 3
    assert Missing.NOT_YET in held.missing(held.other)
    with held.app.app_context(), transaction.unit(writes=False):
        reasons = {each.enrolment_id: each.reasons for each in db.session.query(Suitability)}
    assert reasons[held.ana] == "Kind and on time." and reasons[held.mentee] == "Keen."
    page = _page(coordinator, held.decide)
    assert "3 decisions are kept." in page and "Ana" not in page and "Amara Quist" in page


def test_a_row_without_its_reason_stays_as_it_was_typed_and_the_others_are_kept(
    world: World, held: Round, sign_in: Callable
) -> None:
    client = sign_in(world, "coordinator")
    rows = {f"{held.ana}-verdict": "yes", f"{held.ana}-reasons": "Keen.", f"{held.other}-verdict": "no"}
    words = {f"{held.mentee}-reasons": "Let us wait."}
    answer = client.post(held.decide, data=_decisions(held, shared="Keen.", **rows, **words))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "1 decision is kept." in page and "Ana Field" not in page
    assert re.search(rf'name="{held.other}-verdict"[^>]*value="no"[^>]*checked', page, re.DOTALL)
    assert "Write why." in page and "Let us wait." in page and "Choose one answer." in page
    assert held.count(Suitability) == 1
    assert client.post(held.decide, data=_decisions(held)).status_code == 422
    nothing = client.post(held.decide, data=_decisions(held, **{f"{held.other}-verdict": "no"}))
    assert nothing.status_code == 422 and held.count(Suitability) == 1


def test_what_another_coordinator_decided_meanwhile_is_left_and_said_so(
    app: Flask, world: World, held: Round, sign_in: Callable, client
) -> None:
    first, second = sign_in(world, "coordinator"), sign_in(world, "coordinator")
    no = {f"{held.ana}-verdict": "no", f"{held.ana}-reasons": "Moves away."}
    assert first.post(held.decide, data=_decisions(held, **no)).status_code == 303
    rows = {f"{held.ana}-verdict": "yes", f"{held.mentee}-verdict": "yes"}
    assert second.post(held.decide, data=_decisions(held, shared="Keen.", **rows)).status_code == 303
    words = {f"{held.ana}-reasons": "Keen."}
    assert second.post(held.decide, data=_decisions(held, **words)).status_code == 303
    page = _page(second, held.decide)
    assert "meanwhile, and left so: Ana Field." in page and "1 decision is kept." in page
    assert Missing.UNSUITABLE in held.missing(held.ana) and held.count(Suitability) == 2


def test_a_doubt_that_came_while_the_round_was_open_is_read_first(
    world: World, held: Round, sign_in: Callable, client
) -> None:
    coordinator = sign_in(world, "coordinator")
    _doubt(held, sign_in, client)
    row = {f"{held.ana}-verdict": "yes", f"{held.ana}-reasons": "Keen."}
    refused = coordinator.post(held.decide, data=_decisions(held, **row))
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "A tutor has answered meanwhile." in page
    assert re.search(rf'name="{held.ana}-knew"\s+value="1"', page)
    assert (
        coordinator.post(held.decide, data=_decisions(held, **row, **{f"{held.ana}-knew": "1"})).status_code
        == 303
    )


def test_today_counts_who_waits_for_tutors_and_for_decisions(
    world: World, held: Round, sign_in: Callable, client
) -> None:
    coordinator = sign_in(world, "coordinator")
    page = _page(coordinator, "/today")
    assert "4 students" in page and "Buddies: the tutor is not asked yet" in page and held.tutors in page
    assert "nobody has decided yet" not in page
    _doubt(held, sign_in, client)
    page = _page(coordinator, "/today")
    assert "3 students" in page and "1 student" in page
    assert "Buddies: nobody has decided yet" in page and held.decide in page
    assert "the tutor is not asked yet" not in _page(sign_in(world, "lead"), "/today")
    students = _page(coordinator, f"/programmes/{held.programme}/students")
    assert held.tutors in students and held.decide in students


# Kept from being paired


def test_a_cause_is_kept_once_for_each_student_and_kind(
    app: Flask, world: World, held: Round, sign_in: Callable
) -> None:
    coordinator = sign_in(world, "coordinator")
    reason = {"specialist_form-reason": "Sees Dr Bell each week."}
    for _ in range(3):
        assert coordinator.post(f"/enrolments/{held.ana}/specialist", data=reason).status_code == 303
    assert held.events().count("pairing-bar.changed") == 1
    not_now = {"not_now_form-reason": "Let it settle."}
    assert sign_in(world, "lead").post(f"/enrolments/{held.ana}/not-now", data=not_now).status_code == 303
    with app.app_context(), transaction.unit(writes=False):
        enrolment = db.session.get_one(Enrolment, (world.school_id, held.ana))
        kinds = {each.kind for each in bars(world.school_id, enrolment.student_id)}
    assert kinds == {BarKind.SPECIALIST, BarKind.NOT_NOW} and held.count(PairingBar) == 2


# Several at once


def _at_once(app: Flask, *sends: Callable[[], Any]) -> list[int]:
    """Send all of these at the same moment; return their answers."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    start = threading.Barrier(len(sends))

    def sent(send: Callable[[], Any]) -> int:
        start.wait()
        return int(send().status_code)

    with ThreadPoolExecutor(len(sends)) as pool:
        answers = list(pool.map(sent, sends))
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return sorted(answers)


def test_one_link_answered_twice_at_once_is_kept_once(
    app: Flask, world: World, held: Round, sign_in: Callable
) -> None:
    (link,) = held.ask(sign_in(world, "coordinator"), held.ana)
    typed = {"link": link.partition("=")[2], "answer": "yes"}
    readers = [app.test_client() for _ in range(3)]
    for reader in readers:
        reader.get("/", checked=False)
    sends = [partial(reader.post, "/tutor", data=typed, checked=False) for reader in readers]
    assert _at_once(app, *sends) == [200, 404, 404]
    assert held.events().count("tutor-view.given") == 1


def test_two_coordinators_who_decide_at_once_do_not_overwrite_each_other(
    app: Flask, world: World, held: Round, sign_in: Callable
) -> None:
    readers = [sign_in(world, "coordinator") for _ in range(3)]
    for reader in readers:
        reader.get("/today", checked=False)
    row = {f"{held.ana}-verdict": "yes", f"{held.ana}-reasons": "Keen."}
    typed = _decisions(held, **row)
    sends = [partial(reader.post, held.decide, data=typed, checked=False) for reader in readers]
    assert _at_once(app, *sends) == [303, 303, 303]
    assert held.count(Suitability) == 1


def test_one_cause_sent_four_times_at_once_is_kept_once(
    app: Flask, world: World, held: Round, sign_in: Callable
) -> None:
    readers = [sign_in(world, "coordinator") for _ in range(4)]
    for reader in readers:
        reader.get("/today", checked=False)
    reason, page = {"specialist_form-reason": "The nurse."}, f"/enrolments/{held.ana}/specialist"
    sends = [partial(reader.post, page, data=reason, checked=False) for reader in readers]
    assert _at_once(app, *sends) == [303] * 4
    assert held.count(PairingBar) == 1
