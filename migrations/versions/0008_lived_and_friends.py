"""What of the help topics a mentor has been through, and with whom a child would like to be in a group. None so far.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lived", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("friends", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))


def downgrade() -> None:
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_column("friends")
    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.drop_column("lived")
