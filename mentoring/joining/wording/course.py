"""The safety module for mentors (reading age 11) and the preparation for mentees (reading age 9), in parts.

Each part is read, tried out, and ends with a question. The minutes are what it takes with its exercises, alone or in
a group; the parts of a role add up to what a programme asks for by default.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from mentoring.programme.rules.kinds import ProgrammeRole


@dataclass(frozen=True)
class Part:
    """One part: its code, minutes, title, what is read, what is tried, and its question."""

    code: str
    minutes: int
    title: Any
    reads: tuple[Any, ...]
    tries: tuple[Any, ...]
    asks: Any
    answers: tuple[Any, ...]
    right: int
    why: Any


MENTOR: tuple[Part, ...] = (
    Part(
        "role",
        20,
        _l("What you are, and what you are not"),
        (
            _l(
                "You are an older student who has time for a younger one. You turn up, you listen, and you "
                "do things together. That is a lot. Many people remember for years that someone had time for "
                "them."
            ),
            _l(
                "You are not a counsellor, a teacher or a parent. You do not have to know what to say. You "
                "do not have to make a sad thing go away. If you try to rescue someone, you may both get "
                "hurt."
            ),
            _l(
                "It works best when both of you get something out of it. You will learn how to ask, how to "
                "wait, and how another person sees the world."
            ),
        ),
        (
            _l(
                "Write down three things that a mentor does, and three that a mentor does not do. Swap with "
                "someone and talk about what differs."
            ),
            _l("Think of a person who once had time for you. What did they do? What did they leave out?"),
        ),
        _l("Your mentee is sad about a fight with a friend. What is your job?"),
        (
            _l("To listen, and to ask what would help."),
            _l("To talk to the friend and sort it out."),
            _l("To tell them what I would do."),
        ),
        0,
        _l("You listen first. It is their friend and their choice. Sorting it out for them is not your job."),
    ),
    Part(
        "listening",
        20,
        _l("Listening so that someone feels heard"),
        (
            _l(
                "Listening is harder than it looks. Most of us wait for our turn to talk. Try to stay with "
                "what the other person says, and leave your own story for later."
            ),
            _l(
                "Open questions help. “What was that like?” asks for more than “Was that bad?” Then be "
                "quiet. Count to five in your head. People often say the real thing after a gap."
            ),
            _l(
                "You do not have to agree, and you do not have to fix it. You can say: “That sounds hard”, "
                "or “I don't know what to say, but I'm glad you told me.”"
            ),
        ),
        (
            _l(
                "In pairs: one talks for two minutes about their week. The other may only ask open "
                "questions. Swap. Then say what it felt like."
            ),
            _l("Change these into open questions: “Do you like maths?” “Are you OK?” “Did you have fun?”"),
        ),
        _l("Which of these is the most open question?"),
        (
            _l("Did you have a nice break?"),
            _l("What was good about your break, and what was not?"),
            _l("You had a nice break, right?"),
        ),
        1,
        _l("It lets them choose what to say. The other two ask for a yes."),
    ),
    Part(
        "passing-on",
        25,
        _l("What you never keep to yourself"),
        (
            _l(
                "Most of what you hear stays with you. You do not pass it on to friends, and you do not "
                "laugh about it. But some things must go to an adult on the same day."
            ),
            _l(
                "Pass it on when someone is hurt or afraid of someone. Pass it on when someone may hurt "
                "themselves, or says that they do not want to live. Pass it on when an adult or a student "
                "does things to them that are not OK. And pass it on when you just have a bad feeling and "
                "can't say why."
            ),
            _l(
                "Say it openly: “I can't keep that a secret. I will help you tell someone.” Do not promise "
                "silence. Do not ask for details, and do not try to find out if it is true. That is an "
                "adult's job, and questions can make it harder."
            ),
            _l(
                "Tell the adult on duty, or press “Worried? Tell an adult” on any page. Use the words that "
                "you heard. You are never in trouble for telling, even if it turns out to be nothing."
            ),
        ),
        (
            _l(
                "Practise out loud what you say when someone asks: “Promise you won't tell?” Find words that "
                "sound like you."
            ),
            _l(
                "Which of these go to an adult today? A bad mark. A bruise from home. A crush. A friend who "
                "cuts themselves. A message from a grown-up that asks for a photo. Talk about each."
            ),
        ),
        _l("A mentee says: “My uncle hurts me. Don't tell anyone.” What do you do?"),
        (
            _l("I keep it, because they trust me."),
            _l("I ask what happened, to be sure."),
            _l("I say that I can't keep that, and tell an adult today."),
        ),
        2,
        _l("Safety comes before a secret. An adult finds out more, and does so the same day."),
    ),
    Part(
        "boundaries",
        20,
        _l("Where the line is"),
        (
            _l(
                "You meet at your set time and place, with an adult near. That keeps both of you safe. It "
                "also means that nobody can say things about you that are not true."
            ),
            _l(
                "A hello in the corridor, at a club or on the bus is fine. Setting up contact is not. No "
                "messages, no follows, no gaming together, no visits, no lifts, no gifts and no money. No "
                "secrets either."
            ),
            _l(
                "What if your mentee asks? Say that it is the rule for everyone, and that you like meeting "
                "them. If they find you online anyway, do not answer. Tell the adult on duty, and write it "
                "in your note. You are not in trouble."
            ),
        ),
        (
            _l(
                "Fine or not? A wave at the bus stop. A birthday present. A shared game at home. Lunch at "
                "the next table. A selfie. Sort them, and say why."
            ),
            _l("Practise a kind “no”: your mentee asks for your user name."),
        ),
        _l("Your mentee sends you a friend request in the evening. What now?"),
        (
            _l("I take it, and we only talk about school."),
            _l("I don't answer, and I tell the adult on duty."),
            _l("I block them and say nothing."),
        ),
        1,
        _l(
            "An adult can explain it kindly, and you are covered. Blocking in silence would leave them "
            "to wonder."
        ),
    ),
    Part(
        "respect",
        15,
        _l("Different people, and your own story"),
        (
            _l(
                "Your mentee may live, believe, love or learn in another way than you do. You do not have to "
                "understand it all. Ask what they want to tell you, use the name and words that they use, "
                "and leave jokes about people out."
            ),
            _l(
                "Your own story can help someone feel less alone. Share it only if you'd be fine with "
                "everyone knowing it. Nobody may push you, and your mentee does not have to tell you theirs."
            ),
        ),
        (
            _l(
                "Think of one thing about you that you would share, and one that you keep. How do you know "
                "which is which?"
            ),
            _l("Someone makes a joke about your mentee's accent. What can you say?"),
        ),
        _l("When do you share something of your own?"),
        (
            _l("When my mentee asks me to."),
            _l("When I'd be fine with everyone knowing it."),
            _l("Always, so that they trust me."),
        ),
        1,
        _l("What you say can travel. You choose what you share, and so do they."),
    ),
    Part(
        "yourself",
        20,
        _l("Looking after yourself, and how to stop"),
        (
            _l(
                "Some days will be hard to hear. That is what supervision is for. You meet an adult in the "
                "programme with the other mentors, and you say how it is for you too."
            ),
            _l(
                "If you can't come, say so early. An empty chair hurts more than you think. If you miss a "
                "meeting, an adult talks to your mentee. Write up each meeting in a minute: what you did, "
                "and how it was."
            ),
            _l(
                "You can take a break or stop at any time, and you do not need a reason. Tell an adult, so "
                "that nobody just disappears. A good ending is a gift: you say what was good, and you say "
                "goodbye."
            ),
        ),
        (
            _l(
                "Write down who you would talk to if a meeting stayed in your head all evening. Find two "
                "people."
            ),
            _l(
                "How would you like somebody to say goodbye to you? Practise the last five minutes of a last "
                "meeting."
            ),
        ),
        _l("You don't want to go on after Christmas. What do you do?"),
        (
            _l("I stop turning up."),
            _l("I tell an adult, and we plan a last meeting."),
            _l("I have to go on until July."),
        ),
        1,
        _l("You may stop at any time. Your mentee should hear it from a person, not from an empty chair."),
    ),
)

MENTEE: tuple[Part, ...] = (
    Part(
        "mentor",
        15,
        _l("What a mentor is"),
        (
            _l(
                "A mentor is an older student. They have time for you. You can talk, play a game, or make a "
                "plan. You pick what you do."
            ),
            _l(
                "They are not a teacher. They give no marks. They do not tell you off. You do not have to be "
                "good at things, and you do not have to please them."
            ),
        ),
        (
            _l("Draw or write one thing that you would like to do with a mentor."),
            _l("What would you ask them first? Say it to a friend."),
        ),
        _l("Who picks what you do?"),
        (_l("My mentor does."), _l("I do, and we can talk it over."), _l("A teacher does.")),
        1,
        _l("It is your time. You can say what you want to do."),
    ),
    Part(
        "ok",
        15,
        _l("What is OK and what is not"),
        (
            _l(
                "You meet in school, at a set time, in a set place. An adult is near. A hello in the hall or "
                "on the bus is fine."
            ),
            _l(
                "It is not OK to meet at home or in town. No texts, no games online, no gifts, no lifts. No "
                "one may touch you in a way that you do not like."
            ),
            _l(
                "You can say: “I don't want to.” You can say: “I don't want to talk about that.” You do not "
                "have to say why."
            ),
        ),
        (
            _l("Thumbs up or down? A wave at lunch. A text at night. A game in the library. A secret gift."),
            _l("Stand up and say “no” in a strong voice. Now say it in a kind voice."),
        ),
        _l("Your mentor wants to meet in town. What do you say?"),
        (_l("OK, if it is day time."), _l("No. And I tell an adult."), _l("Only with a friend.")),
        1,
        _l("You meet in school, where an adult is near. Tell an adult if someone asks for more."),
    ),
    Part(
        "telling",
        20,
        _l("Who you can tell"),
        (
            _l(
                "Are you hurt, sad or scared? Does something feel wrong? Tell an adult you trust. You can "
                "press “Worried? Tell an adult” on each page here too."
            ),
            _l(
                "Your mentor can't keep a secret if someone may get hurt. They will tell an adult, and they "
                "will say so to you first."
            ),
            _l(
                "You can tell us about your mentor as well. You are not in trouble for telling. If no one "
                "helps, tell the next adult. Go on until someone helps."
            ),
        ),
        (
            _l("Who are five people you could tell? Draw your hand. Write one name on each finger."),
            _l("Find the red button on this page. Show it to someone."),
        ),
        _l("Someone says: “Don't tell.” It feels bad. What can you do?"),
        (_l("Tell an adult."), _l("Keep it to myself."), _l("Wait and see.")),
        0,
        _l("You can always tell. No one may make you keep a bad secret."),
    ),
    Part(
        "stopping",
        10,
        _l("You can stop"),
        (
            _l(
                "You said yes to this, so you can say no as well. You can have a break. You can stop. You "
                "can ask for a new mentor. You do not need a reason."
            ),
            _l(
                "Press “I want to pause or stop” on your page, or tell an adult. They tell your mentor for "
                "you. No one will be cross."
            ),
        ),
        (_l("Practise: “I would like to stop.” Say it to someone you trust."),),
        _l("What do you need if you want to stop?"),
        (_l("A good reason."), _l("My mentor has to say yes."), _l("Nothing. I just say so.")),
        2,
        _l("You can stop at any time. You do not need a reason."),
    ),
)

COURSES: Mapping[ProgrammeRole, tuple[Part, ...]] = {
    ProgrammeRole.MENTOR: MENTOR,
    ProgrammeRole.MENTEE: MENTEE,
}


def course(role: str) -> Sequence[Part]:
    """Return the parts of a role's course, in the order in which they are taken."""
    return COURSES[ProgrammeRole(role)]


def nominal_minutes(role: str) -> dict[str, int]:
    """Return the minutes that each part is made for, by part."""
    return {part.code: part.minutes for part in course(role)}
