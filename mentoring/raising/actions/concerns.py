"""Raise a concern: its sealed words, its readers, whom it excludes and any hold, in one write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentoring import ids
from mentoring.access.actor import Actor
from mentoring.audit import events, trail
from mentoring.audit.keys import keyed_hash
from mentoring.audit.sealing import seal
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.jobs import outbox
from mentoring.people.models import School
from mentoring.people.queries import staff
from mentoring.raising.models import Concern, ConcernExclusion, ConcernRoute, ConcernStep, Hold
from mentoring.raising.queries.concerns import unused_words, words_hash
from mentoring.raising.queries.readers import holders
from mentoring.raising.rules.answers import DoneBy, Names, SafeNow, WhoNeedsHelp
from mentoring.raising.rules.routing import Routing, route
from mentoring.raising.rules.surnames import StaffName, found_in

ALERT = "concern-alert"  # the job that tells the readers; the desk does it
NAMED = "named"  # the kind of line that says whom an answer names


@dataclass(frozen=True)
class Told:
    """What somebody told, as it was typed. An answer that was skipped is None, a text is empty.

    form_token: what came with the form. ruled_out: staff whom the writer does not want to see it. family_ids: the
    relatives and carers among the staff of whoever the form was shown to, who may be signed out by now. helped_id: the
    partner whom "Who needs help?" names. named_id: the partner or adult whom "Did someone do this?" names.
    """

    form_token: str
    text: str = ""
    come_and_find_me: bool = False
    who_needs_help: WhoNeedsHelp | None = None
    done_by: DoneBy | None = None
    safe_now: SafeNow | None = None
    where_and_when: str = ""
    writer_name: str = ""
    find_at: str = ""
    ruled_out: frozenset[str] = frozenset()
    family_ids: frozenset[str] = frozenset()
    helped_id: str = ""
    named_id: str = ""
    marked: bool = False

    def _fingerprint(self) -> str:
        answers = (self.who_needs_help, self.done_by, self.safe_now, self.come_and_find_me)
        texts = (self.text, self.where_and_when, self.writer_name, self.find_at)
        people = (self.helped_id, self.named_id)
        return repr((self.form_token, answers, texts, sorted(self.ruled_out), people))

    @property
    def token(self) -> str:
        """Return what makes this telling one: the same form with the same words. Other words are another."""
        return keyed_hash("concern token", self._fingerprint())

    @property
    def secret(self) -> str:
        """Return what the three words are drawn from. It is not stored."""
        return keyed_hash("concern secret", self._fingerprint())


def raise_concern(
    *, school: School, raiser: Actor | None, typed: Told, done_by_people: Sequence[str] = (), now: datetime
) -> Concern:
    """Store what somebody told and return it; written at once, and never read back here.

    raiser: None when nobody is signed in. done_by_people: students and staff of a pairing whom the answer to
    "Did someone do this?" names; they are on hold from this write on, and staff among them never read it.
    Raises IntegrityError when the same telling was stored a moment ago by another request.
    """
    assert raiser is None or raiser.school_id == school.id
    routing = _routing(school.id, raiser, typed, done_by_people)
    concern = _sealed(school.id, raiser, typed, now)
    db.session.add(concern)
    db.session.flush()
    _write_routing(concern, routing, now)
    _write_names(concern, typed, now)
    by = raiser.by if raiser else trail.VISITOR
    _start_holds(concern, done_by_people, by, now)
    sent_to = [circle.value for circle in routing.circles]
    trail.record(
        events.CONCERN_RAISED,
        now,
        school_id=school.id,
        by=by,
        subject_id=concern.id,
        route=sent_to,
        marked=typed.marked,
    )
    facts = {"school": school.id, "concern": concern.id}
    outbox.ask(ALERT, facts, now=now, school_id=school.id, once=f"{ALERT}:{concern.id}")
    return concern


def _routing(school_id: str, raiser: Actor | None, typed: Told, done_by_people: Sequence[str]) -> Routing:
    known = staff.all_staff(school_id, also_left=True)
    names = [StaffName(one.id, one.first_name, one.last_name) for one in known]
    everybody = frozenset(one.id for one in known)
    gone = frozenset(one.id for one in known if one.left_at is not None)
    found = found_in(f"{typed.text}\n{typed.where_and_when}\n{typed.find_at}", names)
    family = set(typed.family_ids)
    if raiser is not None and raiser.is_student:
        # Also where the child in need is another: the page has named the readers without them.
        family.update(staff.relatives_among_staff(school_id, raiser.person_id))
    for student_id in {typed.helped_id, typed.named_id} - {""}:
        family.update(staff.relatives_among_staff(school_id, student_id))
    return route(
        typed.done_by,
        holders(school_id),
        ruled_out=typed.ruled_out & everybody,
        named_ids=everybody.intersection(done_by_people),
        family_ids=family & everybody,
        surnames_found=found - gone,
        surnames_of_gone=found & gone,
    )


def _sealed(school_id: str, raiser: Actor | None, typed: Told, now: datetime) -> Concern:
    concern_id = ids.new_id()

    def sealed(column: str, text: str) -> bytes:
        blob = seal(text, school_id=school_id, table="concern", column=column, row_id=concern_id)
        db.session.flush()  # the row's key is found again for its next column
        return blob

    def sealed_or_none(column: str, text: str) -> bytes | None:
        return sealed(column, text) if text.strip() else None

    hashed = None if raiser else words_hash(" ".join(unused_words(school_id, typed.secret)))
    return Concern(
        school_id=school_id,
        id=concern_id,
        token=typed.token,
        raised_at=now,
        raiser_id=raiser.person_id if raiser else None,
        raiser_is_student=raiser.is_student if raiser else None,
        words_hash=hashed,
        come_and_find_me=typed.come_and_find_me,
        who_needs_help=typed.who_needs_help,
        done_by=typed.done_by,
        safe_now=typed.safe_now,
        marked=typed.marked,
        text=sealed("text", typed.text),
        where_and_when=sealed_or_none("where_and_when", typed.where_and_when),
        writer_name=sealed_or_none("writer_name", typed.writer_name),
        find_at=sealed_or_none("find_at", typed.find_at),
    )


def _write_routing(concern: Concern, routing: Routing, now: datetime) -> None:
    of = {"school_id": concern.school_id, "concern_id": concern.id, "at": now}
    for circle, cause in routing.routes:
        db.session.add(ConcernRoute(**of, id=ids.new_id(), circle=circle, cause=cause))
    for staff_id, excluded_for in routing.exclusions:
        db.session.add(ConcernExclusion(**of, id=ids.new_id(), staff_id=staff_id, cause=excluded_for))
    db.session.flush()


def _write_names(concern: Concern, typed: Told, now: datetime) -> None:
    of = {"school_id": concern.school_id, "concern_id": concern.id, "at": now}
    for answer, person_id in ((Names.NEEDS_HELP, typed.helped_id), (Names.DID_IT, typed.named_id)):
        if person_id:
            db.session.add(ConcernStep(**of, id=ids.new_id(), kind=NAMED, code=answer, about_id=person_id))
    db.session.flush()


def _start_holds(concern: Concern, person_ids: Sequence[str], by: By, now: datetime) -> None:
    of = {"school_id": concern.school_id, "concern_id": concern.id}
    for person_id in sorted(set(person_ids)):
        db.session.add(Hold(**of, id=ids.new_id(), person_id=person_id, started_at=now))
        trail.record(
            events.HOLD_STARTED,
            now,
            school_id=concern.school_id,
            by=by,
            subject_id=concern.id,
            person=person_id,
        )
