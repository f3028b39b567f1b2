"""What branches keep books of beside meetings: dues, services, pledges, problems, ballots, grades, terms, applications."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import BigId, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("id", BigId, nullable=False),
        sa.Column("branch_id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("star", sa.Integer(), nullable=False),
        sa.Column("self_score", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("late_reason", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branches.id"], name=op.f("fk_applications_branch_id_branches")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    op.create_index(
        op.f("ix_applications_branch_id_year"), "applications", ["branch_id", "year"], unique=False
    )
    op.create_table(
        "ballots",
        sa.Column("id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("group", sa.String(length=30), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("fair", sa.Integer(), nullable=False),
        sa.Column("average", sa.Integer(), nullable=False),
        sa.Column("poor", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_ballots_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
        sa.UniqueConstraint(
            "member_id", "year", "level", "group", name=op.f("uq_ballots_member_id_year_level_group")
        ),
    )
    op.create_table(
        "dues",
        sa.Column("id", BigId, nullable=False),
        sa.Column("branch_id", BigId, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_dues_branch_id_branches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues")),
        sa.UniqueConstraint("branch_id", "month", name=op.f("uq_dues_branch_id_month")),
    )
    op.create_table(
        "grades",
        sa.Column("id", BigId, nullable=False),
        sa.Column("branch_id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Numeric(precision=8, scale=4), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("inspector", sa.String(length=50), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_grades_branch_id_branches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grades")),
        sa.UniqueConstraint(
            "branch_id", "year", "indicator", "part", name=op.f("uq_grades_branch_id_year_indicator_part")
        ),
    )
    op.create_table(
        "pledges",
        sa.Column("id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("pledged", sa.JSON(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("reviewed", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_pledges_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledges")),
        sa.UniqueConstraint("member_id", name=op.f("uq_pledges_member_id")),
    )
    op.create_table(
        "rectification_items",
        sa.Column("id", BigId, nullable=False),
        sa.Column("branch_id", BigId, nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("manner", sa.String(length=30), nullable=True),
        sa.Column("indicator", sa.String(length=20), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("handed_in_on", sa.Date(), nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("relapsed_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "manner IN ('quarterly_inspection', 'spot_check', 'campaign')",
            name=op.f("ck_rectification_items_manner"),
        ),
        sa.CheckConstraint(
            "severity IN ('minor', 'serious', 'grave')", name=op.f("ck_rectification_items_severity")
        ),
        sa.CheckConstraint("returns >= 0", name=op.f("ck_rectification_items_returns")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branches.id"], name=op.f("fk_rectification_items_branch_id_branches")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_items")),
        sa.UniqueConstraint("number", name=op.f("uq_rectification_items_number")),
    )
    op.create_index(
        op.f("ix_rectification_items_branch_id"), "rectification_items", ["branch_id"], unique=False
    )
    op.create_table(
        "room_items",
        sa.Column("id", BigId, nullable=False),
        sa.Column("branch_id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branches.id"], name=op.f("fk_room_items_branch_id_branches")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_items")),
        sa.UniqueConstraint("branch_id", "year", "item", name=op.f("uq_room_items_branch_id_year_item")),
    )
    op.create_table(
        "services",
        sa.Column("id", BigId, nullable=False),
        sa.Column("branch_id", BigId, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("for_public", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('volunteering', 'paired_building', 'micro_lecture')", name=op.f("ck_services_kind")
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_services_branch_id_branches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sa.UniqueConstraint(
            "branch_id", "on_day", "kind", "topic", name=op.f("uq_services_branch_id_on_day_kind_topic")
        ),
    )
    op.create_table(
        "terms",
        sa.Column("id", BigId, nullable=False),
        sa.Column("branch_id", BigId, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("vacant_posts", sa.JSON(), nullable=False),
        sa.Column("vacant_from", sa.Date(), nullable=True),
        sa.Column("filled_on", sa.Date(), nullable=True),
        sa.Column("duties_assigned", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_terms_branch_id_branches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
    )
    op.create_index(op.f("ix_terms_branch_id"), "terms", ["branch_id"], unique=False)
    op.create_table(
        "veto_flags",
        sa.Column("id", BigId, nullable=False),
        sa.Column("branch_id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branches.id"], name=op.f("fk_veto_flags_branch_id_branches")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_veto_flags")),
        sa.UniqueConstraint("branch_id", "year", "rule", name=op.f("uq_veto_flags_branch_id_year_rule")),
    )
    op.create_table(
        "waivers",
        sa.Column("id", BigId, nullable=False),
        sa.Column("branch_id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_waivers_branch_id_branches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
        sa.UniqueConstraint(
            "branch_id", "year", "indicator", name=op.f("uq_waivers_branch_id_year_indicator")
        ),
    )


def downgrade() -> None:
    op.drop_table("waivers")
    op.drop_table("veto_flags")
    op.drop_index(op.f("ix_terms_branch_id"), table_name="terms")
    op.drop_table("terms")
    op.drop_table("services")
    op.drop_table("room_items")
    op.drop_index(op.f("ix_rectification_items_branch_id"), table_name="rectification_items")
    op.drop_table("rectification_items")
    op.drop_table("pledges")
    op.drop_table("grades")
    op.drop_table("dues")
    op.drop_table("ballots")
    op.drop_index(op.f("ix_applications_branch_id_year"), table_name="applications")
    op.drop_table("applications")
