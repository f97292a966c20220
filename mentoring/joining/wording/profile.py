"""The words and pictures of the profile's questions."""

from typing import Any

from flask_babel import lazy_gettext as _l

from mentoring.joining.rules.profile import Gender, Help, Interest, Step
from mentoring.programme.rules.kinds import ProgrammeRole

INTERESTS: dict[Interest, Any] = {
    Interest.SPORT: _l("Sport"),
    Interest.MUSIC: _l("Music"),
    Interest.DANCE: _l("Dance"),
    Interest.ART: _l("Art"),
    Interest.MAKING: _l("Making things"),
    Interest.GAMES: _l("Games"),
    Interest.PUZZLES: _l("Puzzles"),
    Interest.BOOKS: _l("Books"),
    Interest.FILMS: _l("Films"),
    Interest.ANIMALS: _l("Animals"),
    Interest.NATURE: _l("Nature"),
    Interest.COOKING: _l("Cooking"),
    Interest.COMPUTERS: _l("Computers"),
    Interest.SPACE: _l("Space"),
    Interest.LANGUAGES: _l("Languages"),
    Interest.BIKES: _l("Bikes"),
}
# The names of drawings in static/img/interests.svg.
INTEREST_PICTURES: dict[str, str] = {
    Interest.SPORT: "trophy",
    Interest.MUSIC: "music-note-beamed",
    Interest.DANCE: "person-arms-up",
    Interest.ART: "palette",
    Interest.MAKING: "scissors",
    Interest.GAMES: "controller",
    Interest.PUZZLES: "puzzle",
    Interest.BOOKS: "book",
    Interest.FILMS: "film",
    Interest.ANIMALS: "bug",
    Interest.NATURE: "flower1",
    Interest.COOKING: "egg-fried",
    Interest.COMPUTERS: "cpu",
    Interest.SPACE: "rocket-takeoff",
    Interest.LANGUAGES: "translate",
    Interest.BIKES: "bicycle",
}
HELP: dict[Help, Any] = {
    Help.NEW_HERE: _l("Being new here"),
    Help.FRIENDS: _l("Making friends"),
    Help.CONFIDENCE: _l("Feeling sure"),
    Help.HOMEWORK: _l("Homework"),
    Help.ORGANISED: _l("Keeping track"),
    Help.FINDING_WAY: _l("Finding my way"),
    Help.SPEAKING: _l("Talking in class"),
    Help.TESTS: _l("Tests"),
    Help.CLUBS: _l("Joining a club"),
    Help.COMPANY: _l("Some company"),
}
HELP_PICTURES: dict[str, str] = {
    Help.NEW_HERE: "house-door",
    Help.FRIENDS: "people",
    Help.CONFIDENCE: "emoji-smile",
    Help.HOMEWORK: "journal-check",
    Help.ORGANISED: "backpack",
    Help.FINDING_WAY: "signpost",
    Help.SPEAKING: "chat-heart",
    Help.TESTS: "mortarboard",
    Help.CLUBS: "lightbulb",
    Help.COMPANY: "clipboard-heart",
}
GENDERS: dict[Gender, Any] = {
    Gender.GIRL: _l("A girl"),
    Gender.BOY: _l("A boy"),
    Gender.OWN_WORDS: _l("In my own words"),
}
QUESTIONS: dict[Step, Any] = {
    Step.INTERESTS: _l("What do you like?"),
    Step.HELP: _l("What would help you?"),
    Step.STORY: _l("What do you know from your own life?"),
    Step.TIMES: _l("When can't you come?"),
    Step.LANGUAGES: _l("What languages do you speak?"),
    Step.PLACE: _l("What do you need from a room?"),
    Step.SAME_GENDER: _l("Do you want a partner of your own gender?"),
    Step.GENDER: _l("How do you see yourself?"),
    Step.RATHER_NOT: _l("Is there someone you don't want to be with?"),
}
MENTOR_QUESTIONS: dict[Step, Any] = {
    Step.HELP: _l("What can you help with?"),
    Step.STORY: _l("What have you been through yourself?"),
}
LEADS: dict[Step, Any] = {
    Step.INTERESTS: _l("Pick as many as you want. It helps us find a good partner for you."),
    Step.HELP: _l("Pick as many as you want. You can pick none."),
    Step.STORY: _l(
        "Did you move here from far away? Were you new at school once? You don't have to tell us."
    ),
    Step.TIMES: _l("Tick the times that are no good. You can leave them all."),
    Step.LANGUAGES: _l("At home, at school, or a bit of one. We may find someone who speaks it too."),
    Step.PLACE: _l("Tick what you need. You don't have to say why."),
    Step.SAME_GENDER: _l("You can pick. You don't have to say why."),
    Step.GENDER: _l("We ask so that we can find the right partner. You can skip this."),
    Step.RATHER_NOT: _l(
        "You don't have to say why. Only the adults who keep children safe here can see it. No student can."
    ),
}
MENTOR_LEADS: dict[Step, Any] = {
    Step.STORY: _l(
        "Were any of these hard for you once? Then you may get why it is hard for a younger one. "
        "You don't have to tell us."
    ),
}
SHORT: dict[Step, Any] = {
    Step.INTERESTS: _l("What I like"),
    Step.HELP: _l("Help"),
    Step.STORY: _l("From my own life"),
    Step.TIMES: _l("Times that are no good"),
    Step.LANGUAGES: _l("My languages"),
    Step.PLACE: _l("A room for me"),
    Step.SAME_GENDER: _l("My partner's gender"),
    Step.GENDER: _l("How I see myself"),
    Step.RATHER_NOT: _l("Who I'd rather not be with"),
}


def question(step: Step, role: str) -> str:
    """Return a question as that role is asked it."""
    own = MENTOR_QUESTIONS.get(step) if role == ProgrammeRole.MENTOR else None
    return str(own or QUESTIONS[step])


def lead(step: Step, role: str) -> str:
    """Return what stands under a question, as that role reads it."""
    own = MENTOR_LEADS.get(step) if role == ProgrammeRole.MENTOR else None
    return str(own or LEADS[step])
