"""What was said unasked, how far the alarm clock has come, and who wants to be left alone."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mutes",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_mutes")),
    )
    op.create_table(
        "reminded",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("promise", sa.String(length=255), nullable=True),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.CheckConstraint("outcome IN ('promised', 'dropped')", name=op.f("ck_reminded_outcome")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_reminded")),
    )
    op.create_index(op.f("ix_reminded_due_at"), "reminded", ["due_at"], unique=False)
    op.create_index(op.f("ix_reminded_promise"), "reminded", ["promise"], unique=False)
    op.create_table(
        "ticks",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_ticks")),
    )


def downgrade() -> None:
    op.drop_table("ticks")
    op.drop_index(op.f("ix_reminded_promise"), table_name="reminded")
    op.drop_index(op.f("ix_reminded_due_at"), table_name="reminded")
    op.drop_table("reminded")
    op.drop_table("mutes")
