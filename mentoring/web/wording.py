"""The sentences of error pages."""

from typing import TypedDict

from flask_babel import lazy_gettext as _l


class ErrorWords(TypedDict):
    title: object
    sentence: object
    what_to_do: object


WORDS: dict[str, ErrorWords] = {
    "missing": {
        "title": _l("We can't find that page"),
        "sentence": _l("It may have moved, or it may not be for you to see."),
        "what_to_do": _l("Check the address, or go back to the start."),
    },
    "too-large": {
        "title": _l("That is too big to send"),
        "sentence": _l("Nothing was saved."),
        "what_to_do": _l("Go back and send less at a time."),
    },
    "slow-down": {
        "title": _l("Please wait a little"),
        "sentence": _l("There were too many tries in a short time."),
        "what_to_do": _l("Wait, then try again. An adult in school can help you."),
    },
    "bad-request": {
        "title": _l("We did not understand that"),
        "sentence": _l("Nothing was saved."),
        "what_to_do": _l("Go back and try again."),
    },
    "old-form": {
        "title": _l("That page was too old to send"),
        "sentence": _l("Nothing was saved."),
        "what_to_do": _l("Go back, load the page again and send it once more."),
    },
    "old-secret": {
        "title": _l("That page was too old to send"),
        "sentence": _l("That page was open for a long time. Please type it again."),
        "what_to_do": _l("Type it again."),
    },
    "disk-full": {
        "title": _l("Not saved. Copy your text"),
        "sentence": _l("The computer that keeps these records has no room left."),
        "what_to_do": _l("Copy your words from below. Then tell an adult in school now."),
    },
    "broken": {
        "title": _l("Something went wrong here"),
        "sentence": _l("It was not you. Nothing was saved."),
        "what_to_do": _l("Try again. If it happens again, tell the person who looks after this site."),
    },
}


def words_for(code: str) -> ErrorWords:
    """Return the title, the sentence and what to do for an error's code."""
    return WORDS[code]
