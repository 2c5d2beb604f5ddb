"""Structured logs that carry ids and never a patient's words, name or number."""

import json
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
    libraries = logging.StreamHandler(sys.stdout)
    libraries.setFormatter(_Places("%(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[libraries])


class _Places(logging.Formatter):
    """What libraries log, such as the web server of an error that nobody caught."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        return json.dumps(_where_only(ei))


def _where_only(exc_info: Any) -> Any:
    """An exception as type and places; its message may quote a row, and so a patient."""
    ours: list[str] = []
    frames: list[str] = []
    trace = exc_info[2]
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}"
        (frames if "site-packages" in code.co_filename else ours).append(place)
        trace = trace.tb_next
    return {"type": exc_info[0].__name__, "where": ours[-8:] + frames[-2:]}
