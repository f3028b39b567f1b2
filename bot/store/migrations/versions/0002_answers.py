"""A question keeps what may be chosen as its answer.

What waits for an answer lives a day at most; questions asked before the upgrade are asked anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM pendings")
    with op.batch_alter_table("pendings") as table:
        table.add_column(sa.Column("choices", sa.JSON(), nullable=False))
        table.add_column(sa.Column("number_into", sa.Text(), nullable=True))
        table.add_column(sa.Column("name_into", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("pendings") as table:
        table.drop_column("name_into")
        table.drop_column("number_into")
        table.drop_column("choices")
