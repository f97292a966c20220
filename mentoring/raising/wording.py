"""The sentences of the Tell page, for readers of nine: short, plain, and saying who will read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.access.roles import Role
from mentoring.people.models import StaffMember
from mentoring.people.rules.countries import HelpLine, countries, country
from mentoring.raising.rules.answers import DoneBy, SafeNow, WhoNeedsHelp

WHO_NEEDS_HELP: dict[WhoNeedsHelp, Any] = {
    WhoNeedsHelp.ME: _l("Me"),
    WhoNeedsHelp.STUDENT: _l("Another student"),
    WhoNeedsHelp.UNSURE: _l("I'm not sure"),
}

DONE_BY: dict[DoneBy, Any] = {
    DoneBy.STUDENT: _l("Another student"),
    DoneBy.ADULT: _l("An adult who works or helps here"),
    DoneBy.HEAD: _l("The head teacher"),
    DoneBy.HOME: _l("Someone at home"),
    DoneBy.ONLINE: _l("Someone else, or online"),
    DoneBy.NOBODY: _l("Nobody"),
    DoneBy.UNSAID: _l("I'd rather not say"),
}

SAFE_NOW: dict[SafeNow, Any] = {
    SafeNow.YES: _l("Yes"),
    SafeNow.NO: _l("No"),
    SafeNow.UNSURE: _l("I don't know"),
}


@dataclass(frozen=True)
class Notice:
    """Why the form is shown once more, and what to do. Never a refusal."""

    title: Any
    sentence: Any


SEND_AGAIN = Notice(_l("Not sent yet. Press Send once more."), _l("Your words are still here."))
WHERE_ARE_YOU = Notice(
    _l("Where can we find you?"),
    _l("We don't know who you are. Write your name or where you are now. Then press the button again."),
)
NOTHING_WRITTEN = _l("Write a few words here. Or press the button “I can't write it”.")
NO_SUCH_SCHOOL = _l("We don't know that school code. Look on your card, or ask an adult.")


def the_head(country_code: str) -> str:
    """Return what the head is called in this country, as an answer to pick."""
    title = country(country_code).titles.head
    return str(DONE_BY[DoneBy.HEAD]) if title == "Headteacher" else _("The %(head)s", head=title.lower())


def partner(name: str) -> str:
    """Return a partner as an answer to pick. `name`: what they are called to the writer, never more."""
    return _("%(name)s, my partner", name=name)


def names(people: Iterable[StaffMember]) -> str:
    """Return the names as a sentence says them: "Mr Hale and Mrs Iqbal"."""
    return format_list([person.name for person in people], style="standard", locale=get_locale())


def goes_to(people: Sequence[StaffMember]) -> str:
    """Say who reads it, for every answer but an adult or the head, and for no answer."""
    if not people:
        return _("Nobody here can read this right now. Please call one of the numbers on this page.")
    return _("This goes to %(names)s. They keep children safe here.", names=names(people))


def goes_to_if_adult(people: Sequence[StaffMember], country_code: str) -> str:
    """Say who reads it instead if an adult of the school did it, and who of them is what."""
    if not people:
        return _(
            "If an adult who works or helps here did it, nobody here can read this. Please call a number."
        )
    goes = _("If an adult who works or helps here did it, it goes to %(names)s instead.", names=names(people))
    return " ".join([goes, *_what_they_are(people, country_code)])


def goes_to_if_named(people: Sequence[StaffMember], name: str, country_code: str) -> str:
    """Say who reads it instead if this adult did it, who is offered by name."""
    if not people:
        return _("If %(name)s did it, nobody here can read this. Please call a number.", name=name)
    goes = _("If %(name)s did it, it goes to %(names)s instead.", name=name, names=names(people))
    return " ".join([goes, *_what_they_are(people, country_code)])


def goes_to_if_head(people: Sequence[StaffMember], head: str, country_code: str) -> str:
    """Say who reads it instead if the head did it. `head`: what the head is called, with "The"."""
    lower = _without_capital(head)
    if not people:
        return _("If %(head)s did it, nobody here can read this. Please call a number.", head=lower)
    goes = _("If %(head)s did it, it goes to %(names)s instead.", head=lower, names=names(people))
    return " ".join([goes, *_what_they_are(people, country_code)])


def _what_they_are(people: Sequence[StaffMember], country_code: str) -> list[str]:
    """Say of the head and the chair among `people` what they are: a child may know neither by name."""
    said = []
    for person in people:
        if Role.HEAD in person.roles:
            said.append(
                _("%(name)s is %(head)s.", name=person.name, head=_without_capital(the_head(country_code)))
            )
        elif Role.CHAIR in person.roles:
            said.append(_chairs(person, country_code))
    return said


def _chairs(person: StaffMember, country_code: str) -> str:
    title = country(country_code).titles.chair
    if "governors" in title:
        return _("%(name)s chairs the governors.", name=person.name)
    return _("%(name)s looks after the schools in this area.", name=person.name)


def name_and_role(person: StaffMember, country_code: str) -> str:
    """Return a reader's name with what they are, as an answer to pick: "Mrs Ashgrove, who chairs the governors"."""
    head, title = _without_capital(the_head(country_code)), country(country_code).titles.chair
    if Role.HEAD in person.roles:
        return f"{person.name}, {head}"
    if Role.CHAIR in person.roles and "governors" in title:
        return _("%(name)s, who chairs the governors", name=person.name)
    if Role.CHAIR in person.roles:
        return _("%(name)s, who looks after the schools in this area", name=person.name)
    if Role.STAND_IN in person.roles:
        return _("%(name)s, who stands in for %(head)s", name=person.name, head=head)
    return _("%(name)s, who keeps children safe here", name=person.name)


def _without_capital(words: str) -> str:
    return words[:1].lower() + words[1:]


def reads_now(people: Sequence[StaffMember], opens: str | None) -> str:
    """Say who of these reads while the school is closed, or until when nobody may."""
    if people:
        return _("%(names)s may read this now.", names=names(people))
    if opens is None:
        return _("Nobody may read this until school opens again.")
    return _("Nobody may read this until %(when)s.", when=opens)


def reads_instead_now(people: Sequence[StaffMember], opens: str | None) -> str:
    """Say the same after a line that named others to read it."""
    if people:
        return _("%(names)s may read it now.", names=names(people))
    if opens is None:
        return _("They may not read it until school opens again.")
    return _("They may not read it until %(when)s.", when=opens)


def emergency_numbers(country_codes: Iterable[str]) -> list[str]:
    """Return the numbers to call in danger, of these countries or (where none is known) of all."""
    packs = [country(code) for code in sorted(set(country_codes))] or countries().values()
    return list(dict.fromkeys(number for pack in packs for number in pack.emergency_numbers))


def either(numbers: Sequence[str]) -> str:
    """Return the numbers as a choice: "999 or 911"."""
    return format_list(numbers, style="or", locale=get_locale())


def help_lines(country_codes: Iterable[str]) -> list[HelpLine]:
    """Return the help lines of these countries, each once."""
    packs = [country(code) for code in sorted(set(country_codes))]
    return list({line.number: line for pack in packs for line in pack.help_lines}.values())


def about_line(line: HelpLine) -> str:
    """Say what a child wants to know before calling."""
    facts = [
        _("It is free.") if line.free else "",
        _("It is open day and night.") if line.always_open else "",
        _("You can send a text too.") if line.by_text else "",
    ]
    return " ".join(fact for fact in facts if fact)


def numbers_to_call(country_codes: Iterable[str]) -> dict[str, Any]:
    """Return what templates show of the numbers: whom to call in danger, and the help lines."""
    codes = list(country_codes)
    return {
        "emergency": either(emergency_numbers(codes)),
        "help_lines": [(line.name, line.number, about_line(line)) for line in help_lines(codes)],
    }
