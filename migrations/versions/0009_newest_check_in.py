"""The newest check-in with one side of a pairing is found by the index alone.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OF = ["school_id", "pairing_id", "student_id", "on_day"]


def upgrade() -> None:
    op.drop_index("ix_check_in_of", table_name="check_in")
    op.create_index("ix_check_in_of", "check_in", [*OF, "id"])


def downgrade() -> None:
    op.drop_index("ix_check_in_of", table_name="check_in")
    op.create_index("ix_check_in_of", "check_in", OF)
