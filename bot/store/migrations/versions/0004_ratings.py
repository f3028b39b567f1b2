"""The year's results with their notices and objections, and the standards with who has read them."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import BigId, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ratings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("standard", sa.String(length=100), nullable=False),
        sa.Column("facts_hash", sa.String(length=64), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=False),
        sa.Column("notice_until", sa.Date(), nullable=False),
        sa.Column("publication_minutes", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.CheckConstraint("stage IN ('noticed', 'published', 'withdrawn')", name=op.f("ck_ratings_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_year"), "ratings", ["year"], unique=False)
    op.create_table(
        "standards",
        sa.Column("id", BigId, nullable=False),
        sa.Column("standard_id", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'commenting', 'tabled', 'adopted', 'in_force', 'superseded', 'withdrawn')",
            name=op.f("ck_standards_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standards")),
        sa.UniqueConstraint("standard_id", "version", name=op.f("uq_standards_standard_id_version")),
    )
    op.create_index(op.f("ix_standards_year"), "standards", ["year"], unique=False)
    op.create_table(
        "objections",
        sa.Column("id", BigId, nullable=False),
        sa.Column("rating_id", BigId, nullable=False),
        sa.Column("branch_id", BigId, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.String(length=64), nullable=False),
        sa.Column("upheld", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branches.id"], name=op.f("fk_objections_branch_id_branches")
        ),
        sa.ForeignKeyConstraint(["rating_id"], ["ratings.id"], name=op.f("fk_objections_rating_id_ratings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    op.create_index(op.f("ix_objections_rating_id"), "objections", ["rating_id"], unique=False)
    op.create_table(
        "standard_readings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("standard_id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("read_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_standard_readings_member_id_members")
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["standards.id"], name=op.f("fk_standard_readings_standard_id_standards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_readings")),
        sa.UniqueConstraint(
            "standard_id", "member_id", name=op.f("uq_standard_readings_standard_id_member_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("standard_readings")
    op.drop_index(op.f("ix_objections_rating_id"), table_name="objections")
    op.drop_table("objections")
    op.drop_index(op.f("ix_standards_year"), table_name="standards")
    op.drop_table("standards")
    op.drop_index(op.f("ix_ratings_year"), table_name="ratings")
    op.drop_table("ratings")
