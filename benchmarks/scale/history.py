"""A past to work beside: check-ins that were asked, answered, charted and are over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Table,
    Text,
    cast,
    insert,
    literal,
    null,
    select,
    true,
)

from gateway.chart import ChartNote
from gateway.check_ins import CheckIn
from gateway.cohort import Patient
from gateway.db import Base, Database, Utc
from gateway.inbox import InboundMessage
from gateway.journal import JournalLine
from gateway.messages import OutboundMessage
from gateway.minutes import Activity
from gateway.outbox import Letter
from gateway.readings.tables import Reading
from gateway.replies import Interpretation

KINDS = ("bp", "adherence", "glucose")
Values = Mapping[str, Any]


def remember(db: Database, days: int, before: datetime) -> int:
    """Three check-ins a day for each patient on so many days; how many rows that are."""
    past = Table(
        "history", MetaData(), Column("n", Integer), Column("kind", Text), Column("at", Utc)
    )
    rows = [
        {"n": 3 * day + place, "kind": kind, "at": before - timedelta(days=day + 1)}
        for day in range(days)
        for place, kind in enumerate(KINDS)
    ]
    written = 0
    with db.engine.begin() as connection:
        past.create(connection)
        connection.execute(insert(past), rows)
        both = Patient.__table__.join(past, true())
        for table, values in _rows(past):
            told = select(*(_plain(value) for value in values.values())).select_from(both)
            done = connection.execute(insert(table).from_select(list(values), told))
            written += done.rowcount
        past.drop(connection)
    return written


def _plain(value: Any) -> ColumnElement[Any]:
    if value is None:
        return null()
    return value if isinstance(value, ColumnElement) else literal(value)


def _rows(past: Table) -> list[tuple[type[Base], Values]]:
    number, kind, at = cast(past.c.n, Text), past.c.kind, past.c.at
    who, phone = Patient.__table__.c.id, Patient.__table__.c.phone
    one = who + "-h" + number
    check = "ep-" + one
    found: list[tuple[type[Base], Values]] = [
        (CheckIn, {"id": check, "key": one, "patient_id": who, "kind": kind, "local_date": number,
                   "state": "answered", "due_at": at, "asked_at": at, "closed_at": at, "rung": 1,
                   "ladder": "standard@2", "asked_back": 0, "why": "answered"}),
        (InboundMessage, {"sid": one, "phone": phone, "patient_id": who, "channel": "sms",
                          "body": "128/80", "media": 0, "raw": _json({}), "received_at": at,
                          "screened_at": at, "screening": _json({}), "state": "handled",
                          "next_at": at, "tries": 1, "conversation_id": check, "handled_at": at}),
        (Interpretation, {"message_sid": one, "patient_id": who, "conversation_id": check,
                          "act": "accept", "model": "", "confidence": 1.0,
                          "said": _json({"readings": []}), "at": at,
                          "outcome": _json({"outcome": "recorded"})}),
        (Reading, {"id": one, "patient_id": who, "check_in_id": check, "vital": "blood_pressure",
                   "values": _json({"systolic": 128, "diastolic": 80}),
                   "said": _json({"type": "blood_pressure"}), "written": "128/80",
                   "words": "128/80", "message_sid": one, "ordinal": 0, "severity": "normal",
                   "rule": "", "protocol_version": "history", "status": "final", "taken_at": at}),
    ]  # fmt: skip
    return found + _texts(past)


def _texts(past: Table) -> list[tuple[type[Base], Values]]:
    """The question and the answer of each, with what they left behind."""
    number, at = cast(past.c.n, Text), past.c.at
    who, phone = Patient.__table__.c.id, Patient.__table__.c.phone
    one = who + "-h" + number
    check = "ep-" + one
    letter = {"patient_id": who, "urgent": 0, "created_at": at, "next_at": at, "tries": 1,
              "state": "sent", "done_at": at}  # fmt: skip
    text = {"patient_id": who, "phone": phone, "channel": "sms", "language": "en", "said_by":
            "system", "exempt": True, "created_at": at, "check_in_id": check,
            "status": "delivered", "sent_at": at, "final_at": at}  # fmt: skip
    note = {"patient_id": who, "started_at": at, "ended_at": at, "filed_at": at,
            "document_id": one}  # fmt: skip
    found: list[tuple[type[Base], Values]] = []
    for number_of, what in enumerate(("check_in", "reply")):
        key = f"-{what}"
        found += [
            (OutboundMessage, {"id": one + key, "key": one + key, "body": what, "kind": what,
                               "sid": "TW" + one + key, **text}),
            (Letter, {"id": one + key, "key": "sms:" + one + key, "lane": "texts", "kind": "sms",
                      "subject_id": one + key, **letter}),
            (Letter, {"id": one + key + "-n", "key": "note:" + one + key, "lane": "chart",
                      "kind": "note", "subject_id": one + key, **letter}),
            (ChartNote, {"id": one + key, "key": one + key, "kind": "outbound", "title": what,
                         "text": what, **note}),
            (Activity, {"id": one + key, "key": one + key, "patient_id": who, "kind": what,
                        "at": at, "month": "2025-01"}),
            (JournalLine, {"at": at, "event": f"check_in_{number_of}", "patient_id": who,
                           "subject_id": check, "by": "system", "detail": _json({})}),
        ]  # fmt: skip
    return found


def _json(value: Any) -> ColumnElement[Any]:
    return literal(value, InboundMessage.__table__.c.raw.type)
