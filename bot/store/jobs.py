"""Waking the workers: on PostgreSQL a job of procrastinate, enqueued in the transaction of the promise it is about.

The job says only that something is due. What is due, and whose it is, stays in the outbox: a job that is lost, or
comes twice, loses nothing and repeats nothing.
"""

from sqlalchemy.engine import Connection, make_url

QUEUE, TASK = "delivery", "deliver"
_DEFER = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW("
    f"'{QUEUE}', '{TASK}', 0, NULL, NULL, '{{}}'::jsonb, NULL)::procrastinate_job_to_defer_v1])"
)


def conninfo(url: str) -> str:
    """The address of a PostgreSQL data base as its driver wants it; empty for any other."""
    address = make_url(url)
    if address.get_backend_name() != "postgresql":
        return ""
    return address.set(drivername="postgresql").render_as_string(hide_password=False)


def wake(connection: Connection) -> None:
    """One job, as part of this transaction; on SQLite the loop within the process is told otherwise."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_DEFER)
