"""What a reading is to a re-check: the first value, the second, or what puts the second right."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from gateway import rechecks
from gateway.cohort.tables import Patient
from gateway.protocols import NO_PROTOCOL
from gateway.readings.tables import Reading


def may_be_second(session: Session, patient: Patient, reading: Reading, *, now: datetime) -> None:
    """It may be the second value that a critical one waits for, or put right the one that was."""
    in_range = reading.severity == "normal" and reading.protocol_version != NO_PROTOCOL
    if wrong := reading.supersedes_id:
        rechecks.second_put_right(
            session, patient, wrong, reading_id=reading.id, in_range=in_range, now=now
        )
    rechecks.second_value(
        session,
        patient,
        reading.vital,
        reading_id=reading.id,
        message_sid=reading.message_sid,
        in_range=in_range,
        measured_anew=reading.supersedes_id is None,
        taken_at=reading.taken_at,
        now=now,
    )


def first_value(
    reading: Reading, key: str, detail: str, beyond: Mapping[str, float]
) -> rechecks.First | None:
    """What may wait to be measured again: a critical value that puts no other right.

    `key`, `detail` and `beyond` are those of the case that is opened otherwise.
    """
    if reading.severity != "critical" or reading.supersedes_id:
        return None
    return rechecks.First(
        key=key,
        vital=reading.vital,
        message_sid=reading.message_sid,
        values=reading.values,
        detail=detail,
        version=reading.protocol_version,
        beyond=beyond,
        told_at=reading.taken_at,
        reading_id=reading.id,
    )
