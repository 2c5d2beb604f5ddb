"""Recording a reading with every consequence, all or nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import chart, escalations, minutes, rechecks, timers
from gateway.check_ins.tables import CheckIn
from gateway.cohort.tables import Patient
from gateway.errors import ImplausibleReading
from gateway.protocols import NO_PROTOCOL, Rulebook, UnknownVital, Verdict, Vital
from gateway.readings.correction import instead_of, note_key, tell_cases
from gateway.readings.grounds import judged
from gateway.readings.history import newest
from gateway.readings.judged_again import judge_later
from gateway.readings.measured_again import first_value, may_be_second
from gateway.readings.tables import Reading
from gateway.readings.trends import look


def record(
    session: Session,
    patient: Patient,
    said: Mapping[str, Any],
    *,
    message_sid: str,
    ordinal: int,
    check_in: CheckIn | None,
    words: str,
    rules: Rulebook,
    now: datetime,
    taken_at: datetime | None = None,
    replaces: Reading | None = None,
) -> Reading:
    """Keep one reading, judge it, and write what follows: note, touch, page.

    `said` is as in the interpretation, `words` the patient's own, `taken_at` when her message
    arrived. `replaces`, her earlier reading that this one puts right, no longer counts; the new one
    stands at its time. Safe to repeat: the same message and ordinal answer with the first reading.
    Raises ImplausibleReading or UnknownVital, and nothing was kept.
    """
    if known := _already(session, message_sid, ordinal):
        return known
    vital = rules.vital(str(said.get("type")))
    vital.stored(said)  # proved before anything is taken back
    if replaces:
        replaces.status, taken_at = "entered-in-error", replaces.taken_at
        session.flush()  # the new one is not judged against it
    reading, beyond = _judged(session, patient, vital, said, rules, taken_at or now, now)
    answered = check_in.id if check_in else None
    reading.check_in_id = replaces.check_in_id if replaces else answered
    reading.words, reading.message_sid, reading.ordinal = words, message_sid, ordinal
    reading.supersedes_id = replaces.id if replaces else None
    session.add(reading)
    session.flush()
    text = sentence(reading, vital.paper.name, vital.echo(said), instead_of(patient, replaces))
    _tell(session, patient, reading, text, beyond, rules, now)
    _beside_others(session, patient, replaces, reading, rules, now)
    return reading


def _beside_others(
    session: Session,
    patient: Patient,
    wrong: Reading | None,
    reading: Reading,
    rules: Rulebook,
    now: datetime,
) -> None:
    """What the reading changes about those before and after it."""
    if wrong:
        tell_cases(session, patient, wrong, reading, now=now)
        judge_later(session, patient, reading, rules, now=now)
    look(session, patient, rules.vital(reading.vital), rules, since=reading.taken_at, now=now)
    timers.soon(session, "triage", patient.id, "reading_kept", reading.id, now=now)


def _judged(
    session: Session,
    patient: Patient,
    vital: Vital,
    said: Mapping[str, Any],
    rules: Rulebook,
    taken_at: datetime,
    now: datetime,
) -> tuple[Reading, Mapping[str, float]]:
    """The reading, and how far it is beyond each limit."""
    values = vital.stored(said)
    verdict = judged(session, patient, vital, values, rules, taken_at=taken_at, now=now)
    reading = Reading(
        patient_id=patient.id,
        vital=vital.key,
        values=values,
        said=dict(said),
        written=vital.write(values),
        severity=verdict.severity,
        rule=verdict.rule,
        protocol_version=verdict.protocol_version,
        taken_at=taken_at,
        grounds=dict(verdict.grounds),
    )
    return reading, verdict.beyond


def judge_now(
    session: Session,
    patient: Patient | None,
    said: Mapping[str, Any],
    rules: Rulebook,
    *,
    now: datetime,
) -> Verdict | None:
    """What a reading would be judged as, without keeping it; None when it cannot be a reading.

    For the safety net, which must not wait until the model has read the message. Of somebody
    nobody knows, only what is critical in anybody is judged.
    """
    try:
        vital = rules.vital(str(said.get("type")))
        values = vital.stored(said)
    except (ImplausibleReading, UnknownVital):
        return None
    return judged(session, patient, vital, values, rules, taken_at=now, now=now)


def _already(session: Session, message_sid: str, ordinal: int) -> Reading | None:
    return session.scalar(
        select(Reading).where(Reading.message_sid == message_sid, Reading.ordinal == ordinal)
    )


def _is_newest(session: Session, reading: Reading) -> bool:
    last = newest(session, reading.patient_id, reading.vital)
    return last is None or last.taken_at <= reading.taken_at


def sentence(reading: Reading, name: str, echo: str, instead: str = "") -> str:
    """The chart note: what was measured, by which rule it was judged, in which words it came.

    `instead` says which reading it puts right.
    """
    pulse = f", pulse {reading.values['pulse']:g}" if "pulse" in reading.values else ""
    as_said = "" if echo == reading.written else f" (said as {echo})"
    rule = f'rule "{reading.rule}"' if reading.rule else "no rule matched"
    judged = f"Judged {reading.severity}: {rule}, protocol {reading.protocol_version}."
    if reading.protocol_version == NO_PROTOCOL:
        judged = "Not judged: no protocol of this patient covers it."
    words = f'Patient\'s words: "{reading.words}"'
    return f"Patient-reported {name} {reading.written}{pulse}{as_said}{instead}. {judged} {words}"


def _case(reading: Reading) -> str:
    """One page for all that is critical in a message, which the safety net may have sent already.

    What is abnormal ends with the next good reading of its own vital, so each has its own case.
    """
    if reading.severity == "critical":
        return f"critical:{reading.message_sid}"
    return f"{reading.severity}:{reading.message_sid}:{reading.vital}"


def _tell(
    session: Session,
    patient: Patient,
    reading: Reading,
    text: str,
    beyond: Mapping[str, float],
    rules: Rulebook,
    now: datetime,
) -> None:
    key = f"{reading.message_sid}:{reading.ordinal}"
    chart.note(
        session,
        patient,
        text,
        kind="reading",
        key=note_key(reading),
        started=reading.taken_at,
        now=now,
    )
    minutes.count(session, patient, "reading", key=f"act:reading:{key}", now=now)
    may_be_second(session, patient, reading, now=now)
    if reading.severity == "normal":
        if reading.protocol_version != NO_PROTOCOL and _is_newest(session, reading):
            # unjudged is not in range, and one put right may stand before a worse one
            escalations.close_abnormal(session, patient, reading.vital, now=now)
        return
    _escalate(session, patient, reading, beyond, rules, now)


def _escalate(
    session: Session,
    patient: Patient,
    reading: Reading,
    beyond: Mapping[str, float],
    rules: Rulebook,
    now: datetime,
) -> None:
    """The case, unless a critical value is to be measured again first."""
    detail = f"{reading.vital} {reading.written}: {reading.rule} ({reading.protocol_version})"
    first = first_value(reading, _case(reading), detail, beyond)
    if first and rechecks.holds_back(session, patient, first, rules, now=now):
        return
    escalations.open_case(
        session,
        tier=reading.severity,
        cause="reading",
        detail=detail,
        key=_case(reading),
        patient=patient,
        reading_id=reading.id,
        message_sid=reading.message_sid,
        vital=reading.vital,
        beyond=beyond,
        now=now,
    )
