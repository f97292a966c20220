"""A sentence for every event of the trail. A test asserts that none is without."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.people.wording import role_name
from mentoring.raising.rules.circles import Circle
from mentoring.safeguarding.rules import Outcome, StepCode
from mentoring.safeguarding.wording import OUTCOMES, alert_name, circle_names

# %(who)s did it, %(about)s is the person that it was about, %(detail)s says which where there are several.
SENTENCES: dict[str, Any] = {
    "installation.claimed": _l("%(who)s set up this installation"),
    "purge.declared": _l("%(who)s declared that a school's records are to be deleted"),
    "school.created": _l("%(who)s made the school"),
    "school.changed": _l("%(who)s changed the school's details"),
    "school.setup-finished": _l("%(who)s finished the set-up"),
    "site.added": _l("%(who)s added a site"),
    "site.changed": _l("%(who)s changed a site"),
    "calendar.changed": _l("%(who)s changed the calendar"),
    "hours.changed": _l("%(who)s changed the supervised hours"),
    "staff.added": _l("%(who)s added %(about)s to the staff"),
    "staff.changed": _l("%(who)s changed the record of %(about)s"),
    "role.granted": _l("%(who)s gave %(about)s a role: %(detail)s"),
    "role.ended": _l("%(who)s ended a role of %(about)s: %(detail)s"),
    "staff.away": _l("%(who)s said whether they are away"),
    "staff.out-of-hours": _l("%(who)s said whether they read alerts out of hours"),
    "people.recovered": _l("%(who)s gave %(about)s a way in again"),
    "student.added": _l("%(who)s added %(about)s to the students"),
    "student.changed": _l("%(who)s changed the record of %(about)s"),
    "family-tie.added": _l("%(who)s noted a relative or carer of %(about)s among the staff"),
    "family-tie.ended": _l("%(who)s took away a relative or carer of %(about)s among the staff"),
    "student.deleted": _l("%(who)s deleted a student who was added by mistake"),
    "roster.brought": _l("%(who)s brought a roster to look at"),
    "roster.given-up": _l("%(who)s gave up a roster that nobody had taken"),
    "roster.taken": _l("%(who)s took over a roster"),
    "roster.still-here": _l("%(who)s said that %(about)s is still here, though not in the roster"),
    "family.decided": _l("%(who)s decided whether two students are one family"),
    "programme.added": _l("%(who)s made a programme"),
    "programme.changed": _l("%(who)s changed a programme's name, dates, sites or adults"),
    "programme.moved": _l("%(who)s opened, closed or drew back a programme"),
    "programme.setting-changed": _l("%(who)s changed a setting of a programme"),
    "programme.gap-request": _l("%(who)s asked for, or decided about, a smaller gap in school years"),
    "place.changed": _l("%(who)s changed a place where pairs meet"),
    "slot.changed": _l("%(who)s changed the week of a programme"),
    "role-description.changed": _l("%(who)s changed a role description"),
    "enrolment.made": _l("%(who)s put %(about)s forward for a programme"),
    "enrolment.answered": _l("%(who)s wrote down whether %(about)s takes part"),
    "enrolment.talked": _l("%(who)s talked with %(about)s about a break"),
    "enrolment.reminded": _l("%(who)s reminded %(about)s of the next step to join"),
    "profile.changed": _l("%(who)s changed the profile of %(about)s"),
    "profile.skipped": _l("%(who)s skipped a question of the profile of %(about)s"),
    "agreement.signed": _l("The role description was signed by %(about)s, noted by %(who)s"),
    "board.suggested": _l("%(who)s had pairings suggested"),
    "board.changed": _l("%(who)s changed what the matching board shows"),
    "meet-and-greet.planned": _l("%(who)s planned a meet-and-greet"),
    "meet-and-greet.changed": _l("%(who)s changed who comes to a meet-and-greet, or called it off"),
    "meet-and-greet.chosen": _l("%(about)s chose after a meet-and-greet, noted by %(who)s"),
    "enrolment.partner-described": _l("%(who)s said what %(about)s needs of a mentor"),
    "tutor-view.asked": _l("%(who)s asked a tutor about %(about)s"),
    "tutor-view.given": _l("A tutor's view about %(about)s was given, noted by %(who)s"),
    "suitability.decided": _l("%(who)s decided about the suitability of %(about)s"),
    "pairing-bar.changed": _l("%(who)s decided whether %(about)s can be paired"),
    "consent.recorded": _l("%(who)s wrote down the consent for %(about)s"),
    "consent.letter-changed": _l("%(who)s changed the letter that asks for consent"),
    "training.struck-out": _l("%(who)s struck out training of %(about)s"),
    "training.recorded": _l("%(who)s wrote down training of %(about)s"),
    "training.part": _l("%(who)s began a part of the course"),
    "training.part-wrong": _l("%(who)s is to read a part of the course once more"),
    "meetings.planned": _l("%(who)s planned the meetings of a pairing"),
    "meeting.moved": _l("%(who)s moved a meeting"),
    "meeting.off": _l("%(who)s called a meeting off"),
    "meeting.on-again": _l("%(who)s put a meeting on again"),
    "meeting.stand-in": _l("%(who)s said whether %(about)s is away, and who stands in"),
    "meeting.register": _l("%(who)s took the register of a meeting"),
    "meeting.written-up": _l("%(who)s wrote up a meeting"),
    "meeting.faces": _l("%(who)s said how a meeting was"),
    "meeting.faces-seen-to": _l("%(who)s noted a talk with %(about)s about a meeting"),
    "ask.made": _l("%(who)s asked staff for something"),
    "ask.answered": _l("%(who)s answered what %(about)s had asked"),
    "boundary-note.made": _l("A write-up of %(about)s made a boundary note"),
    "boundary-note.answered": _l("%(who)s answered a boundary note about %(about)s"),
    "pairing.made": _l("%(who)s made a pairing"),
    "pairing.moved": _l("%(who)s changed where a pairing stands"),
    "pairing.changed": _l("%(who)s changed when, where or with whom a pairing meets"),
    "pairing.opened": _l("%(about)s looked at who the partner would be"),
    "pairing.answered": _l("%(about)s answered whether to be partners, noted by %(who)s"),
    "pairing.told": _l("%(who)s told the students of a pairing in person"),
    "students.kept-apart": _l("%(who)s decided that two students are never paired"),
    "check-in.recorded": _l("%(who)s wrote down a check-in with %(about)s"),
    "pairing.seen-to": _l("%(who)s told a child of missed meetings, or reviewed a pairing"),
    "room.opened": _l("%(who)s opened a room on a tablet"),
    "room.closed": _l("%(who)s closed a room on a tablet"),
    "session.started": _l("%(about)s signed in"),
    "session.ended": _l("%(about)s was signed out by %(who)s"),
    "sign-in.refused": _l("A sign-in was refused: %(about)s"),
    "sign-in.reported": _l("%(who)s said that somebody else used their sign-in"),
    "sign-in.report-seen": _l("%(who)s answered a report that somebody else used a sign-in"),
    "password.changed": _l("%(about)s has a new password"),
    "password.reset-made": _l("%(who)s made a one-time code for %(about)s"),
    "card.made": _l("%(who)s made a new sign-in card for %(about)s"),
    "card.switched-off": _l("%(who)s switched off the card of %(about)s"),
    "second-factor.added": _l("%(who)s added a second factor"),
    "second-factor.removed": _l("A second factor of %(about)s was taken away by %(who)s"),
    "second-factor.passed": _l("%(who)s showed the second factor"),
    "second-factor.recovery-codes": _l("%(who)s made new recovery codes"),
    "preference.changed": _l("%(who)s changed a setting of their own"),
    "concern.raised": _l("%(who)s told this. It went to: %(detail)s"),
    "concern.seen": _l("%(who)s opened it"),
    "concern.refused": _l("%(who)s tried to open it and was refused"),
    "concern.acknowledged": _l("%(who)s said: I have this"),
    "concern.shared": _l("%(who)s shared it with lead and deputies"),
    "concern.released": _l("%(who)s let %(detail)s read it"),
    "concern.alerted": _l("%(detail)s"),
    "concern.answered": _l("%(who)s answered the writer"),
    "concern.finished": _l("%(who)s finished it: %(detail)s"),
    "concern.reopened": _l("%(who)s opened it again"),
    "concern.status-seen": _l("The writer looked how it is going"),
    "hold.started": _l("%(detail)s was put on hold"),
    "hold.ended": _l("%(who)s ended the hold of %(detail)s"),
    "backup.made": _l("%(who)s made a backup"),
    "backup.restored": _l("%(who)s put back a backup"),
    "keys.copied": _l("%(who)s copied the keys"),
    "keys.rotated": _l("%(who)s turned over the sealing key"),
    "demo.loaded": _l("%(who)s loaded the demo school"),
    "mail.tested": _l("%(who)s sent a test mail"),
}

# The same of oneself, where "You" in the place of the name would not do.
OWN_SENTENCES: dict[str, Any] = {
    "staff.away": _l("You said whether you are away"),
    "staff.out-of-hours": _l("You said whether you read alerts out of hours"),
    "session.started": _l("You signed in"),
    "session.ended": _l("You were signed out"),
    "sign-in.reported": _l("You said that somebody else used your sign-in"),
    "password.changed": _l("You have a new password"),
    "second-factor.removed": _l("A second factor of yours was taken away"),
    "preference.changed": _l("You changed a setting of your own"),
}

KINDS: dict[str, Any] = {
    "visitor": _l("Somebody who was not signed in"),
    "machine": _l("Somebody at the machine itself"),
    "system": _l("The system"),
}
NOBODY_KNOWN = _l("somebody")


def trail_sentence(
    entry: TrailEntry, names: Mapping[str, str], country: str, *, me: str | None = None
) -> str:
    """Return what an entry says. `names` are of people by id, `country` decides what roles are called.

    me: who reads it, where it is a list of the reader's own actions: "You …".
    """
    words = SENTENCES[entry.event]
    who = names.get(entry.by_id or "") or str(KINDS.get(entry.by_kind, NOBODY_KNOWN))
    about = names.get(entry.subject_id or "") or str(NOBODY_KNOWN)
    if me is not None and entry.by_id == me:
        who = _("You") if words.startswith("%(who)s") else _("you")
        if entry.subject_id in (me, None):
            words, about = OWN_SENTENCES.get(entry.event, words), _("yourself")
    said = str(words) % {
        "who": who,
        "about": about,
        "detail": _detail(entry.event, entry.facts, names, country),
    }
    return said[:1].upper() + said[1:]


def _detail(event: str, facts: Mapping[str, Any], names: Mapping[str, str], country: str) -> str:
    if event in ("role.granted", "role.ended"):
        return role_name(Role(facts["role"]), country)
    if event == "concern.raised":
        return circle_names([Circle(each) for each in facts["route"]])
    if event == "concern.alerted":
        return _alert(facts)
    if event == "concern.finished":
        return str(OUTCOMES[Outcome(facts["outcome"])])
    return names.get(facts.get("person", "")) or str(NOBODY_KNOWN)


def _alert(facts: Mapping[str, Any]) -> str:
    alerted = alert_name(facts["step"])
    if facts["step"] == StepCode.AT_ONCE:
        return alerted
    return _(
        "%(alerted)s, because nobody had taken it: %(circles)s",
        alerted=alerted,
        circles=circle_names([Circle(each) for each in facts["route"]]),
    )
