"""The product's own words of a letter to carers, which the school edits as its own; and the words of consents."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.joining.rules.consent import Authority, ConsentHow, ConsentRefusal, Said, Standing
from mentoring.programme.rules.settings import Consent

SAID: Mapping[str, Any] = {
    Said.GIVEN: _l("Yes"),
    Said.TOLD: _l("Letter sent home"),
    Said.REFUSED: _l("No"),
    Said.WITHDRAWN: _l("Taken back"),
    Said.SETTLED: _l("Settled"),
}
SAID_CHOICES: Mapping[str, Any] = {
    Said.GIVEN: _l("Yes"),
    Said.REFUSED: _l("No"),
    Said.WITHDRAWN: _l("They take their yes back"),
    Said.TOLD: _l("The letter went home, nothing is back yet"),
}
AUTHORITIES: Mapping[str, Any] = {
    Authority.PARENT: _l("Parental responsibility"),
    Authority.LOCAL_AUTHORITY: _l("Local authority"),
    Authority.FOSTER_CARER: _l("Foster carer (delegated)"),
    Authority.STUDENT_AT_18: _l("The student, who is 18"),
}
HOWS: Mapping[str, Any] = {
    ConsentHow.PAPER: _l("On paper"),
    ConsentHow.IN_PERSON: _l("In person"),
    ConsentHow.PHONE: _l("By phone"),
    ConsentHow.E_MAIL: _l("By e-mail"),
}
STANDINGS: Mapping[str, Any] = {
    Standing.GIVEN: _l("given"),
    Standing.TIME_PASSED: _l("no “no” came back in time"),
    Standing.NOT_NEEDED: _l("not asked in this programme"),
    Standing.SETTLED: _l("settled"),
    Standing.WAITING: _l("waiting"),
    Standing.TIME_RUNNING: _l("letter sent, a “no” may still come"),
    Standing.REFUSED: _l("refused"),
    Standing.WITHDRAWN: _l("withdrawn"),
}
REFUSALS: Mapping[str, Any] = {
    ConsentRefusal.WHO_WANTED: _l("Write who said it, as on the form."),
    ConsentRefusal.DAY_TO_COME: _l("That day is still to come."),
    ConsentRefusal.UNTIL_WANTED: _l(
        "Until which day can a “no” come back? It lies after the letter's day, and is not over yet."
    ),
    ConsentRefusal.NOBODY_TICKED: _l("Tick the students whose forms these are."),
    ConsentRefusal.NOTHING_TO_WITHDRAW: _l("There is nothing to take back."),
    ConsentRefusal.REASON_WANTED: _l("Write why. Only the lead and deputies read it."),
    ConsentRefusal.NOT_YET_18: _l("Somebody who is ticked is in a year group in which nobody is 18 yet."),
    ConsentRefusal.EMPTY_LETTER: _l("Write the letter."),
    ConsentRefusal.SAME_LETTER: _l("Nothing was changed, so no new version was made."),
    ConsentRefusal.STALE: _l(
        "Somebody changed this meanwhile. Your words are below, theirs are beside them."
    ),
}


def first_letter(programme: str, school: str, mode: Consent) -> str:
    """Return the words that a letter begins with."""
    asks = {
        Consent.OPT_IN: _(
            "If you are happy for your child to take part, please send the form below back to school. "
            "No meetings start before we have it."
        ),
        Consent.NOTICE: _(
            "You do not have to do anything if you are happy with this. If you would rather that your "
            "child did not take part, please send the form below back by the day on it."
        ),
        Consent.NONE: _(
            "You do not have to do anything. If you have questions, or would rather that your child did "
            "not take part, please tell us."
        ),
    }[mode]
    return "\n\n".join(
        (
            _("Dear parent or carer,"),
            _(
                "%(school)s runs a programme called %(programme)s. In it an older student meets a younger "
                "one in school, at a set time, in a place where an adult is near. They talk, play or plan "
                "things together. The older students are trained, and adults look after both sides throughout.",
                school=school,
                programme=programme,
            ),
            _(
                "Taking part is up to your child, who has been asked too and can stop at any time without a "
                "reason. Students never keep a secret about safety. If something worries us about your "
                "child, we follow the school's safeguarding policy as always."
            ),
            _(
                "We keep a record of it at school: your child's name, year and form, their own answer, what "
                "they tell us about themselves, what their tutor and we think, your reply, what they signed "
                "and the training they did. The staff who run the programme and the school's safeguarding "
                "team can read it. Other students cannot. They may see your child's first name."
            ),
            _(
                "The school decides how long it is kept. Please ask us if you would like to know that, to see "
                "what we hold about your child, or to have something put right."
            ),
            asks,
            _(
                "You can change your mind at any time, and you do not have to say why. Tell us in any way: in "
                "person, by phone, by e-mail or on paper. From then on your child takes no part, and an adult "
                "here talks with them about it."
            ),
        )
    )
