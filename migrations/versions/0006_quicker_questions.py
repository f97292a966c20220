"""Indexes that match what is asked most: a pairing's meetings by how they went, and a "bad" nobody has asked about.

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
    op.create_index("ix_faces_bad", "faces", ["school_id", "seen_at", "bad_at"])


def downgrade() -> None:
    op.drop_index("ix_faces_bad", table_name="faces")
    op.drop_index("ix_meeting_of", table_name="meeting")
    op.create_index("ix_meeting_pairing", "meeting", ["school_id", "pairing_id", "day"])
