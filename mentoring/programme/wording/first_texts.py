"""The words that a new programme's role descriptions begin with. A test measures how hard they are to read.

Mentors: reading age 11 (grade 6). Mentees: reading age 9 (grade 4). The school edits them as its own.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from mentoring.programme.rules.kinds import Kind, ProgrammeRole
from mentoring.programme.rules.roles import Block, Question, RoleText

WHAT_A_MENTOR_IS: Mapping[Kind, Any] = {
    Kind.ONE_TO_ONE: _l(
        "You meet one younger student most weeks, at a time and in a place that the school has set. You listen, you"
        " talk, you do things together. You have been where they are now, so you can help them feel at home. You "
        "will learn from them too. You get training first, and an adult is always near."
    ),
    Kind.GROUP: _l(
        "With another mentor you look after a small group of younger students. You plan what the group does and "
        "make sure that everyone gets a turn. You have been where they are now, so you can help them feel at home. "
        "You will learn from them too. You get training first, and an adult is always near."
    ),
    Kind.TUTORING: _l(
        "You help a younger student with one subject, at a time and in a place that the school has set. You show "
        "them how you think, and you let them do the work. You will learn from them too. You get training first, "
        "and an adult is always near."
    ),
    Kind.TRANSITION: _l(
        "With another mentor you look after a small group of students who are new here. You show them round, you "
        "answer what they ask, and you make sure that nobody is left out. You were new once too. You get training "
        "first, and an adult is always near."
    ),
    Kind.CIRCLE: _l(
        "With a few others you are there for one student who could use some company for a while. You spend breaks "
        "together and find out what helps. You all learn from each other. You get training first, and an adult is "
        "always near."
    ),
    Kind.DROP_IN: _l(
        "You are in one place at a set time, and whoever wants to can come and talk. You listen, you help them find"
        " out what they need, and you know whom to ask. You get training first, and an adult is always near."
    ),
}
WHAT_A_MENTEE_IS: Mapping[Kind, Any] = {
    Kind.ONE_TO_ONE: _l(
        "You have a mentor. That is an older student at this school. You meet most weeks, at a set time. You can "
        "talk, play a game, make a plan or just sit. You pick what you do. An adult is near."
    ),
    Kind.GROUP: _l(
        "You are in a small group with two mentors. They are older students at this school. You meet most weeks, at"
        " a set time. You do things as a group, and each of you gets a turn. An adult is near."
    ),
    Kind.TUTORING: _l(
        "An older student helps you with your school work. You meet most weeks, at a set time. You say what you "
        "find hard. You can ask the same thing twice. An adult is near."
    ),
    Kind.TRANSITION: _l(
        "You are new here, so two older students look after you and a few others. They show you round. You can ask "
        "them all that you want to know. They were new once too. An adult is near."
    ),
    Kind.CIRCLE: _l(
        "A few students want to be there for you for a while. You spend some breaks with them. You say what helps "
        "and what does not. An adult is near."
    ),
    Kind.DROP_IN: _l(
        "There are older students at a set time and place who like to listen. You can come when you want to. You do"
        " not have to come again. An adult is near."
    ),
}

MENTOR: Mapping[Block, Any] = {
    Block.IS_NOT: _l(
        "You are not a counsellor, a teacher or a parent. It is not your job to fix someone's life or to rescue "
        "anyone. You do not keep secrets about someone's safety. If something feels too big for you, then it is. "
        "Tell an adult. That is not giving up, that is doing it right."
    ),
    Block.LISTENING: _l(
        "Listen more than you talk. Ask open questions, such as “What was good this week?” Let it be quiet for a "
        "bit. Do not laugh about what they tell you, and do not pass it on to friends. You do not need an answer to"
        " everything. Often it is enough that someone listened."
    ),
    Block.PASSING_ON: _l(
        "Some things must go to an adult the same day. Someone is hurt or afraid. Someone may hurt themselves. "
        "Someone does things to them that are not OK. Or you just feel worried. Say: “I can't keep that a secret, "
        "but I will help you tell someone.” Then tell the adult on duty, or press “Worried? Tell an adult”. Do not "
        "try to find out more. You are never in trouble for telling."
    ),
    Block.MEETING: _l(
        "Meet at your set time and place, where the adult on duty knows that you are there. A hello in the "
        "corridor, at a club or on the bus is fine. Do not set up anything else: no messages, no social media, no "
        "gaming together, no visits, no lifts, no gifts. If you can't come, say so early, so that nobody waits for "
        "you."
    ),
    Block.OWN_STORY: _l(
        "Share your own story only if you'd be fine with everyone knowing it. You choose what you tell. Nobody may "
        "push you."
    ),
    Block.STOPPING: _l(
        "You chose this. You can take a break or stop at any time, and you do not need a reason. Tell an adult in "
        "the programme. They will talk with the younger student, so that nobody is left to wonder. Nobody will be "
        "cross with you."
    ),
}
MENTEE: Mapping[Block, Any] = {
    Block.IS_NOT: _l(
        "A mentor is not a teacher or a doctor. They give no marks and do not tell you off. They can't keep a "
        "secret if someone may get hurt. You don't have to please them. You don't have to be good at things."
    ),
    Block.LISTENING: _l(
        "Your mentor is there to listen to you. You can listen to them too. You can say: “I don't want to talk "
        "about that.” They do not tell your friends what you say. They may tell an adult, to keep you safe."
    ),
    Block.PASSING_ON: _l(
        "Are you hurt, sad or scared? Does something feel wrong? Tell an adult you trust. Or press “Worried? Tell "
        "an adult”. You can tell us about your mentor too. You are never in trouble for telling."
    ),
    Block.MEETING: _l(
        "Meet at your set time, in your set place. A hello in the corridor, at a club or on the bus is fine. Do not"
        " meet at home or in town. No messages, no games online, no gifts. Does your mentor ask for that? Tell an "
        "adult."
    ),
    Block.OWN_STORY: _l(
        "Share your own story only if you'd be fine with everyone knowing it. You can keep things to yourself."
    ),
    Block.STOPPING: _l(
        "You can take a break or stop at any time. You don't need a reason. Just tell an adult. You can ask for a "
        "new mentor too."
    ),
}

# The lines of the card.
FINE: Mapping[ProgrammeRole, tuple[Any, ...]] = {
    ProgrammeRole.MENTOR: (
        _l("Listen more than you talk"),
        _l("Say hello in the corridor, at a club or on the bus"),
        _l("Say “I don't know”"),
        _l("Say no to a question"),
        _l("Tell an adult when you are worried"),
        _l("Take a break, or stop"),
    ),
    ProgrammeRole.MENTEE: (
        _l("Say hello in the corridor, at a club or on the bus"),
        _l("Talk about what you like"),
        _l("Say “I don't want to talk about that”"),
        _l("Ask for a change"),
        _l("Tell an adult when you are worried"),
        _l("Take a break, or stop"),
    ),
}
NOT_FINE: Mapping[ProgrammeRole, tuple[Any, ...]] = {
    ProgrammeRole.MENTOR: (
        _l("Keep a secret about someone's safety"),
        _l("Send messages, follow each other or game together"),
        _l("Meet at home, in town or where no adult is near"),
        _l("Give or take lifts, gifts or money"),
        _l("Try to fix a big problem alone"),
        _l("Tell friends what they told you"),
    ),
    ProgrammeRole.MENTEE: (
        _l("Secrets about someone who may get hurt"),
        _l("Messages or games online"),
        _l("Meeting at home or in town"),
        _l("Lifts, gifts or money"),
        _l("Being mean to each other"),
    ),
}

# What is asked, the answers, the place of the right one, and why.
QUESTIONS: Mapping[ProgrammeRole, tuple[tuple[Any, tuple[Any, ...], int, Any], ...]] = {
    ProgrammeRole.MENTOR: (
        (
            _l("They say: “Promise you won't tell. Someone hurts me.” What do you do?"),
            (
                _l("I promise, and I keep my promise."),
                _l("I say that I can't keep that a secret, and tell an adult today."),
                _l("I find out more first, to be sure."),
            ),
            1,
            _l(
                "Nobody can keep a secret about safety. To find out more is an adult's job, and it can't wait."
            ),
        ),
        (
            _l("They ask to add you on a game. What do you say?"),
            (
                _l("Yes, if we only chat."),
                _l("Yes, but not late at night."),
                _l("No. We meet at our time in school."),
            ),
            2,
            _l(
                "Contact that you set up outside your meetings is not part of the role. A hello on the bus is fine."
            ),
        ),
        (
            _l("You don't want to do this any more. What now?"),
            (
                _l("I can stop at any time. I tell an adult."),
                _l("I have to go on until the summer."),
                _l("I need a good reason first."),
            ),
            0,
            _l("You chose this, and you can stop without a reason. An adult tells the younger student."),
        ),
    ),
    ProgrammeRole.MENTEE: (
        (
            _l("Your mentor says: “Don't tell.” It feels bad. What can you do?"),
            (_l("Keep it to myself."), _l("Tell an adult."), _l("Wait and see.")),
            1,
            _l("You can always tell an adult. No one may make you keep a bad secret."),
        ),
        (
            _l("Your mentor wants to text you at home. Is that OK?"),
            (_l("Yes."), _l("Only at the weekend."), _l("No. We meet in school.")),
            2,
            _l("You meet in school, where an adult is near. Tell an adult if they ask again."),
        ),
        (
            _l("You want to stop. What do you need?"),
            (_l("Nothing. I just tell an adult."), _l("A good reason."), _l("My mentor must say yes.")),
            0,
            _l("You can stop at any time. No one will be cross."),
        ),
    ),
}


def first_text(kind: Kind, role: ProgrammeRole) -> RoleText:
    """Return the words for a role in a new programme of that kind, in the reader's language."""
    is_mentor = role is ProgrammeRole.MENTOR
    blocks = {Block.WHAT: (WHAT_A_MENTOR_IS if is_mentor else WHAT_A_MENTEE_IS)[kind]}
    blocks |= MENTOR if is_mentor else MENTEE
    words = {block: str(text) for block, text in blocks.items()}
    words[Block.FINE] = "\n".join(str(line) for line in FINE[role])
    words[Block.NOT_FINE] = "\n".join(str(line) for line in NOT_FINE[role])
    questions = tuple(
        Question(str(asks), tuple(str(each) for each in answers), right, str(why))
        for asks, answers, right, why in QUESTIONS[role]
    )
    return RoleText({block: words[block] for block in Block}, questions)


def first_texts(kind: Kind) -> dict[ProgrammeRole, RoleText]:
    """Return the words for both roles."""
    return {role: first_text(kind, role) for role in ProgrammeRole}
