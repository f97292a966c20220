"""Indexes that match what is asked most.

A pairing's meetings by how they went; a "bad" that nobody has asked about; what an adult recorded on a day.

Revision ID: 0006
Revises: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_meeting_pairing", table_name="meeting")
    op.create_index("ix_meeting_of", "meeting", ["school_id", "pairing_id", "state", "day"])
    op.create_index("ix_check_in_by", "check_in", ["school_id", "by_id", "on_day"])
    op.create_index("ix_faces_bad", "faces", ["school_id", "seen_at", "bad_at"])


def downgrade() -> None:
    op.drop_index("ix_faces_bad", table_name="faces")
    op.drop_index("ix_check_in_by", table_name="check_in")
    op.drop_index("ix_meeting_of", table_name="meeting")
    op.create_index("ix_meeting_pairing", "meeting", ["school_id", "pairing_id", "day"])
