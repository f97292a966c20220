"""Cards for students who have none yet, so that a story can be about any of them."""

from collections.abc import Sequence

from mentoring import clock
from mentoring.demo import cast
from mentoring.extensions import db
from mentoring.people import hashing
from mentoring.people.models import Student
from mentoring.people.rules.passphrases import normalise
from tests.journeys.live import Demo

WORDS = "amber rocket window"


def gives_cards(demo: Demo, student_ids: Sequence[str]) -> dict[str, str]:
    """Give these students cards that all have the same words; return who each is to a visitor, by id."""
    secret, names = hashing.hash_secret(normalise(WORDS)), {}
    with demo.writing():
        for student_id in student_ids:
            student = db.session.scalars(db.select(Student).where(Student.id == student_id)).one()
            student.account.secret_hash, student.account.secret_at = secret, clock.now()
            names[student_id] = f"student {student.user_name}"
            fields = {"school": cast.SCHOOL_CODE, "username": student.user_name, "passphrase": WORDS}
            demo.listed.append(
                {"role": names[student_id], "name": student.name, "url": "/sign-in/student", "fields": fields}
            )
    return names
