"""Structured logs that carry ids and never a patient's words, name or number."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

NEVER = frozenset({"body", "text", "phone", "to", "from_", "given", "family", "name", "words"})


def no_identity(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop what must never be in a log, and say that it was dropped."""
    for key in NEVER & event.keys():
        event[key] = "[withheld]"
    return event


def start(level: int = logging.INFO) -> None:
    """JSON lines on standard output, for every process of the gateway."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            no_identity,
            structlog.processors.ExceptionRenderer(_where_only),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(message)s")


def _where_only(exc_info: Any) -> Any:
    """An exception as type and places; its message may quote a row, and so a patient."""
    frames, trace = [], exc_info[2]
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return {"type": exc_info[0].__name__, "where": frames[-8:]}
