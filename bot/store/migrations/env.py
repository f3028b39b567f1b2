"""Alembic's door: runs the migrations on the connection it is given."""

from alembic import context

from bot.store.all_tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
if connection.dialect.name == "postgresql":
    # two processes that start at once must not migrate at once
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20261124)")
context.run_migrations()
