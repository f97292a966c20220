"""Meet-and-greets, who comes and whom each would like to see again; mentees who need an experienced mentor.

Revision ID: 0007
Revises: 0006
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.String(length=26).with_variant(sa.String(length=26, collation="C"), "postgresql")


def _id(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, ID, nullable=nullable)


def _link(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["school_id", column],
        [f"{there}.school_id", f"{there}.id"],
        name=op.f(f"fk_{table}_school_id_{column}"),
    )


def _owned(table: str, *parts: Any) -> None:
    op.create_table(
        table,
        *parts,
        _id("school_id"),
        _id("id"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f(f"fk_{table}_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    _owned(
        "meet_and_greet",
        _id("programme_id"),
        _id("slot_id"),
        _id("place_id"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _id("made_by", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _link("meet_and_greet", "programme_id", "programme"),
        _link("meet_and_greet", "slot_id", "slot"),
        _link("meet_and_greet", "place_id", "place"),
    )
    op.create_index("ix_meet_and_greet_programme", "meet_and_greet", ["school_id", "programme_id"])
    op.create_index("ix_meet_and_greet_day", "meet_and_greet", ["school_id", "day"])
    _owned(
        "meet_guest",
        _id("meet_id"),
        _id("enrolment_id"),
        _id("student_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how", sa.String(length=10), nullable=False),
        _link("meet_guest", "meet_id", "meet_and_greet"),
        _link("meet_guest", "enrolment_id", "enrolment"),
        _link("meet_guest", "student_id", "student"),
        sa.UniqueConstraint(
            "school_id", "meet_id", "enrolment_id", name=op.f("uq_meet_guest_school_id_meet_id_enrolment_id")
        ),
        sa.UniqueConstraint(
            "school_id", "meet_id", "number", name=op.f("uq_meet_guest_school_id_meet_id_number")
        ),
    )
    op.create_index("ix_meet_guest_student", "meet_guest", ["school_id", "student_id"])
    _owned(
        "meet_choice",
        _id("guest_id"),
        _id("enrolment_id"),
        _link("meet_choice", "guest_id", "meet_guest"),
        _link("meet_choice", "enrolment_id", "enrolment"),
        sa.UniqueConstraint(
            "school_id",
            "guest_id",
            "enrolment_id",
            name=op.f("uq_meet_choice_school_id_guest_id_enrolment_id"),
        ),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("needs_experience", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("needs_language", sa.String(length=80), nullable=False, server_default="")
        )


def downgrade() -> None:
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_column("needs_language")
        batch_op.drop_column("needs_experience")
    op.drop_table("meet_choice")
    op.drop_index("ix_meet_guest_student", table_name="meet_guest")
    op.drop_table("meet_guest")
    op.drop_index("ix_meet_and_greet_day", table_name="meet_and_greet")
    op.drop_index("ix_meet_and_greet_programme", table_name="meet_and_greet")
    op.drop_table("meet_and_greet")
