"""What the demo's young people and staff wrote. Everybody and everything in it is invented."""

from mentoring.demo.pairs import Wrote
from mentoring.meetings.rules.write_ups import Did, Helped

TALKED, WORK, READ, PLAYED, MADE, PLANNED, OUT, ELSE = Did
EMOTIONAL, INSTRUMENTAL, INFORMATIONAL, APPRAISAL = Helped

# One after the other, so that a mentor's own are different from week to week.
WRITTEN = (
    Wrote(30, (TALKED, PLAYED), (EMOTIONAL,), "Card game with the blue deck", "I'll bring the cards again."),
    Wrote(35, (WORK,), (INSTRUMENTAL,), "Fractions, the ones with the pizza", "Try the last two on your own."),
    Wrote(30, (TALKED,), (EMOTIONAL, APPRAISAL), "", "You told that story really well."),
    Wrote(40, (MADE, TALKED), (EMOTIONAL,), "Drew a map of the school with short cuts", "Next time we add the gym."),
    Wrote(25, (PLANNED, WORK), (INSTRUMENTAL, INFORMATIONAL), "Sorted the bag and the planner", "Check it Thursday."),
    Wrote(30, (READ,), (INFORMATIONAL,), "Two chapters of the dragon book", "You pick the next page to stop on."),
    Wrote(30, (PLAYED,), (EMOTIONAL,), "Noughts and crosses, then dominoes", "I want a rematch."),
    Wrote(35, (TALKED, PLANNED), (APPRAISAL, INFORMATIONAL), "How to ask a teacher for help", "Ask once in science."),
    Wrote(30, (WORK, TALKED), (INSTRUMENTAL,), "Spellings with the timer", "Five more words by next week."),
    Wrote(30, (OUT,), (EMOTIONAL,), "Walked round the field and counted birds", "Bring your bird list."),
    Wrote(25, (TALKED,), (EMOTIONAL,), "A quiet one today", "It is fine not to talk much.",
          "Seemed tired. Said they go to bed late because of a new baby."),
    Wrote(40, (MADE,), (EMOTIONAL, APPRAISAL), "Origami, a crane and half a frog", "We finish the frog."),
    Wrote(30, (TALKED, READ), (INFORMATIONAL,), "Looked at clubs on the board", "Choose one club to try."),
    Wrote(30, (WORK,), (INSTRUMENTAL, APPRAISAL), "Times tables on the whiteboard", "Your sevens are good now."),
    Wrote(35, (PLAYED, TALKED), (EMOTIONAL,), "Chess, first time", "Remember how the horse moves."),
    Wrote(30, (PLANNED,), (INFORMATIONAL,), "What to do on a wet break", "Come to the library on Monday."),
    Wrote(30, (TALKED,), (EMOTIONAL, INFORMATIONAL), "Being new in a form", "Sit with Nia at lunch one day.",
          "Would like to change tables in art. I said I would ask."),
    Wrote(35, (WORK, PLAYED), (INSTRUMENTAL,), "Half homework, half game", "Homework first next time too."),
    Wrote(30, (READ, TALKED), (EMOTIONAL,), "Comics", "Show me the one with the robot."),
    Wrote(25, (ELSE,), (EMOTIONAL,), "Helped put up the display", "Look for your picture on it."),
    Wrote(40, (MADE, WORK), (INSTRUMENTAL,), "Model of a volcano", "Red paper for the top."),
    Wrote(30, (TALKED, PLANNED), (APPRAISAL,), "Practised the talk for English", "Slower, and look up twice."),
    Wrote(30, (TALKED,), (EMOTIONAL,), "Pets, mostly", "Bring a photo of the cat."),
    Wrote(30, (PLAYED,), (EMOTIONAL,), "Word game", "Think of words with Q."),
    Wrote(35, (WORK, TALKED), (INFORMATIONAL, INSTRUMENTAL), "How to revise with cards", "Make four cards."),
    Wrote(30, (OUT, TALKED), (EMOTIONAL,), "Looked after the school garden", "Water the beans.",
          "I have my mocks in two weeks. Can we stay at Thursdays?"),
    Wrote(30, (READ,), (INFORMATIONAL,), "A page about planets", "Find out what is on Saturn."),
    Wrote(30, (TALKED, MADE), (EMOTIONAL, APPRAISAL), "Bookmarks", "You are better at lettering than me."),
    Wrote(25, (PLANNED, TALKED), (INFORMATIONAL,), "Which bus and what time", "Tell me how the bus was."),
)  # fmt: skip

# How meetings were, for mentees: how it was, whether they were heard, whether they want another.
FACES = (
    ("good", "good", "good"), ("great", "good", "good"), ("great", "good", "good"), ("ok", "good", "good"),
    ("good", "ok", "good"), ("good", "good", "good"), ("great", "good", ""), ("ok", "ok", "good"),
    ("good", "good", "good"), ("poor", "ok", "ok"), ("great", "good", "good"), ("good", "", "good"),
)  # fmt: skip
OF_THREE = {"great": "good", "poor": "ok"}  # below Year 5 there are three faces

# What staff wrote at check-ins. Most have no words.
CHECKED = (
    "", "Settled in well. Likes the library.", "", "", "Wants to know earlier when a meeting is off.", "",
    "Finds it easier with a game to start with.", "", "Proud of the first weeks.", "", "Asked for more paper.",
)  # fmt: skip
LOOK_AGAIN = "Says little about it. Look in on the next meeting."
