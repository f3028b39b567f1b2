"""Inspections with their inspectors, and the spot-check draws."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import BigId, Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inspections",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("phase", sa.String(length=15), nullable=True),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('quarterly_inspection', 'spot_check', 'campaign')", name=op.f("ck_inspections_kind")
        ),
        sa.CheckConstraint(
            "phase IN ('self_check', 'on_site', 'rectification', 'summary', 'closed')",
            name=op.f("ck_inspections_phase"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    op.create_index(op.f("ix_inspections_year"), "inspections", ["year"], unique=False)
    op.create_table(
        "draws",
        sa.Column("id", BigId, nullable=False),
        sa.Column("check_id", sa.String(length=8), nullable=False),
        sa.Column("inspection_id", BigId, nullable=False),
        sa.Column("statement", sa.JSON(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("published_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_draws_inspection_id_inspections")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
        sa.UniqueConstraint("check_id", name=op.f("uq_draws_check_id")),
        sa.UniqueConstraint("inspection_id", name=op.f("uq_draws_inspection_id")),
    )
    op.create_table(
        "inspection_duties",
        sa.Column("id", BigId, nullable=False),
        sa.Column("inspection_id", BigId, nullable=False),
        sa.Column("branch_id", BigId, nullable=False),
        sa.Column("progress", sa.String(length=15), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "progress IN ('assigned', 'in_progress', 'scored', 'signed', 'issued')",
            name=op.f("ck_inspection_duties_progress"),
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branches.id"], name=op.f("fk_inspection_duties_branch_id_branches")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_inspection_duties_inspection_id_inspections")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_duties")),
        sa.UniqueConstraint(
            "inspection_id", "branch_id", name=op.f("uq_inspection_duties_inspection_id_branch_id")
        ),
    )
    op.create_index(op.f("ix_inspection_duties_branch_id"), "inspection_duties", ["branch_id"], unique=False)
    op.create_table(
        "inspection_inspectors",
        sa.Column("id", BigId, nullable=False),
        sa.Column("duty_id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["duty_id"],
            ["inspection_duties.id"],
            name=op.f("fk_inspection_inspectors_duty_id_inspection_duties"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_inspection_inspectors_member_id_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_inspectors")),
        sa.UniqueConstraint("duty_id", "member_id", name=op.f("uq_inspection_inspectors_duty_id_member_id")),
    )


def downgrade() -> None:
    op.drop_table("inspection_inspectors")
    op.drop_index(op.f("ix_inspection_duties_branch_id"), table_name="inspection_duties")
    op.drop_table("inspection_duties")
    op.drop_table("draws")
    op.drop_index(op.f("ix_inspections_year"), table_name="inspections")
    op.drop_table("inspections")
