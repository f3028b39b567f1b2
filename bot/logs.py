"""Logging for the whole program: to stderr, as text or JSON, never with a secret, a name or a message's words."""

import logging
import sys
import traceback

import structlog

from bot.clock import wall_clock


def _frames_only(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Where it went wrong, not with what: an exception's own words may quote a message, a name or an address."""
    found = event.pop("exc_info", None)
    error = (
        found[1]
        if isinstance(found, tuple)
        else found
        if isinstance(found, BaseException)
        else sys.exc_info()[1]
        if found
        else None
    )
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        event["exception"] = f"{type(error).__name__} at " + " < ".join(
            f"{f.filename}:{f.lineno} {f.name}" for f in reversed(frames)
        )
    return event


def set_up_logging(level: str, form: str) -> None:
    """Send the standard library's loggers through structlog to stderr.

    Args:
        level: a level's name, such as "INFO".
        form: "text" for people, "json" for machines.
    """

    def house_time(
        _logger: object, _method: str, event: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        event["time"] = wall_clock().isoformat(timespec="milliseconds")
        return event

    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        house_time,
        _frames_only,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("alembic", "apscheduler", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
