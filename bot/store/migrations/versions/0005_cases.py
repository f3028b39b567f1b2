"""What becomes of problems: steps, numbers, evidence, and the list a chat last saw."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import BigId, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pendings", sa.Column("fills", sa.String(length=20), nullable=True))
    op.create_table(
        "item_numbers",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_item_numbers_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_numbers")),
    )
    op.create_table(
        "shown_items",
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("shown_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_shown_items")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", BigId, nullable=False),
        sa.Column("item_id", BigId, nullable=True),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("media_id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('wanted', 'kept', 'lost')", name=op.f("ck_evidence_state")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["rectification_items.id"], name=op.f("fk_evidence_item_id_rectification_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint(
            "platform", "media_id", "sender", name=op.f("uq_evidence_platform_media_id_sender")
        ),
    )
    op.create_index(op.f("ix_evidence_item_id"), "evidence", ["item_id"], unique=False)
    op.create_index(
        op.f("ix_evidence_sender_received_at"), "evidence", ["sender", "received_at"], unique=False
    )
    op.create_index(op.f("ix_evidence_state_not_before"), "evidence", ["state", "not_before"], unique=False)
    op.create_table(
        "item_steps",
        sa.Column("id", BigId, nullable=False),
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("responsible", sa.String(length=64), nullable=True),
        sa.Column("reference", sa.String(length=60), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.CheckConstraint(
            "action IN ('issue', 'acknowledge', 'plan', 'report', 'submit', 'return', 'ask_extension', 'grant_extension', 'refuse_extension', 'close', 'reopen', 'cancel', 'object', 'reject_objection', 'regrade', 'take_back')",
            name=op.f("ck_item_steps_action"),
        ),
        sa.CheckConstraint(
            "stage IN ('issued', 'acknowledged', 'in_progress', 'extension_pending', 'submitted', 'closed', 'cancelled')",
            name=op.f("ck_item_steps_stage"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["rectification_items.id"], name=op.f("fk_item_steps_item_id_rectification_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_steps")),
        sa.UniqueConstraint("item_id", "position", name=op.f("uq_item_steps_item_id_position")),
    )
    op.create_index(op.f("ix_item_steps_by_at"), "item_steps", ["by", "at"], unique=False)
    op.create_index(op.f("ix_item_steps_message_id"), "item_steps", ["message_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("pendings") as table:
        table.drop_column("fills")
    op.drop_index(op.f("ix_item_steps_message_id"), table_name="item_steps")
    op.drop_index(op.f("ix_item_steps_by_at"), table_name="item_steps")
    op.drop_table("item_steps")
    op.drop_index(op.f("ix_evidence_state_not_before"), table_name="evidence")
    op.drop_index(op.f("ix_evidence_sender_received_at"), table_name="evidence")
    op.drop_index(op.f("ix_evidence_item_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_table("shown_items")
    op.drop_table("item_numbers")
