"""What several processes share: rates, leases; and on PostgreSQL the tables of procrastinate, which wakes the workers."""

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

from bot.store.types import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# in the order in which they depend on each other
_OF_PROCRASTINATE = """
DROP TABLE IF EXISTS procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers CASCADE;
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT oid::regprocedure AS name FROM pg_proc WHERE proname LIKE 'procrastinate\\_%' LOOP
    EXECUTE 'DROP FUNCTION IF EXISTS ' || found.name || ' CASCADE';
  END LOOP;
END $$;
DROP TYPE IF EXISTS procrastinate_job_to_defer_v1, procrastinate_job_event_type, procrastinate_job_status CASCADE;
"""


def upgrade() -> None:
    with op.batch_alter_table("promises") as table:
        table.add_column(sa.Column("in_hours", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("promises") as table:
        table.alter_column("in_hours", server_default=None)
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "rate_buckets",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("free_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_buckets")),
    )
    if op.get_context().dialect.name == "postgresql":
        _run(SchemaManager.get_schema())


def downgrade() -> None:
    with op.batch_alter_table("promises") as table:
        table.drop_column("in_hours")
    if op.get_context().dialect.name == "postgresql":
        _run(_OF_PROCRASTINATE)
    op.drop_table("rate_buckets")
    op.drop_table("leases")


def _run(script: str) -> None:
    """A script of several statements, as it stands: its percent signs and colons are no parameters."""
    cursor = op.get_bind().connection.cursor()
    cursor.execute(script)
    cursor.close()
