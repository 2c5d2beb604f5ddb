"""Listing messages: filters and pages, newest first."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from sandbox.clock import parsed
from sandbox.settings import Settings
from sandbox.store import Store
from sandbox.twilio.refused import Refused
from sandbox.twilio.resource import resource, uri

DAY = timedelta(days=1).total_seconds()
# A message still queued has no date_sent; it is found by the date it was created, so that a
# caller that never saw its answer finds what it asked for.
SENT = "coalesce(sent, created)"


def page(store: Store, settings: Settings, query: Mapping[str, str]) -> dict[str, Any]:
    """One page; `DateSent>` and `DateSent<` are the names left of the `=` in `DateSent>=...`."""
    size = min(1000, max(1, _number(query, "PageSize", 50)))
    number = max(0, _number(query, "Page", 0))
    where, values = _filters(query)
    rows = store.all(
        f"select * from messages where {where} order by id desc limit ? offset ?",
        *values, size + 1, number * size,
    )  # fmt: skip
    shown = rows[:size]

    def at(page_number: int) -> str:
        kept = {name: value for name, value in query.items() if name not in ("Page", "PageToken")}
        token = {"PageToken": f"PA{page_number:032x}"} if page_number else {}
        return (
            f"{uri(settings)}?{urlencode({**kept, 'PageSize': size, 'Page': page_number, **token})}"
        )

    return {
        "first_page_uri": at(0),
        "previous_page_uri": at(number - 1) if number else None,
        "uri": at(number),
        "next_page_uri": at(number + 1) if len(rows) > size else None,
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(0, len(shown) - 1),
        "messages": [resource(settings, row) for row in shown],
    }


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    return int(text) if text.isdigit() else default


def _filters(query: Mapping[str, str]) -> tuple[str, list[Any]]:
    parts: list[str] = ["1 = 1"]
    values: list[Any] = []

    def keep(part: str, *more: Any) -> None:
        parts.append(part)
        values.extend(more)

    if to := query.get("To"):
        keep("recipient = ?", to)
    if sender := query.get("From"):
        keep("sender = ?", sender)
    if after := query.get("DateSent>"):
        keep(f"{SENT} >= ?", _moment(after))
    if before := query.get("DateSent<"):
        keep(f"{SENT} < ?", _moment(before) + (DAY if _is_day(before) else 1))
    if day := query.get("DateSent"):
        keep(f"{SENT} >= ? and {SENT} < ?", _moment(day), _moment(day) + DAY)
    return " and ".join(parts), values


def _is_day(text: str) -> bool:
    return len(text) == len("2026-11-21")


def _moment(text: str) -> float:
    """Seconds since 1970; a `+` of the zone arrives as a space when it was not encoded."""
    try:
        return float(int(parsed(text.replace(" ", "+") if "T" in text else text)))
    except ValueError:
        raise Refused(400, 20001, f"Invalid DateSent: {text}") from None
