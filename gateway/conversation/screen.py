"""The safety net at work: every message is read before the model, whoever wrote it.

It needs neither Rasa nor an enrolled patient. What it finds it pages at once and answers with a
fixed text; the message then goes on to its turn, so that a reading beside a red flag is charted.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import check_ins, cohort, escalations, inbox, readings, rechecks, safety_net, tasks
from gateway.cohort.tables import Patient
from gateway.conversation.alarm import sound_alarm
from gateway.conversation.back import BACK, bring_back, heard
from gateway.conversation.doubtful import ask_the_model
from gateway.conversation.fixed import NOT_A_PHONE
from gateway.conversation.rules import Rules
from gateway.conversation.strangers import answer_stranger
from gateway.conversation.wishes import keep_wish
from gateway.escalations import Escalation
from gateway.inbox import InboundMessage
from gateway.protocols import Verdict
from gateway.safety_net import Screening, Strict

TRIES = 3
REPEATED = timedelta(hours=1)
"""How long after a page the same value, written again, is taken for a repetition."""
log = structlog.get_logger()


def screen_next(session: Session, rules: Rules, *, now: datetime, limit: int = 20) -> int:
    """Read up to `limit` unread messages, each in a savepoint, and say how many were read."""
    fresh = inbox.to_screen(session, limit)
    for message in fresh:
        try:
            with session.begin_nested():
                screen(session, message, rules, now=now)
        except Exception as error:  # a fault of ours must not hide a message
            log.exception("screening_failed", message_sid=message.sid)
            _failed(session, message, type(error).__name__, now)
    return len(fresh)


def screen(session: Session, message: InboundMessage, rules: Rules, *, now: datetime) -> None:
    """Page, answer or act on what the raw words show; then let the message wait for its turn."""
    patient = who_wrote(session, message)
    asked = check_ins.open_for(session, patient.id) if patient else []
    kinds = [check_in.kind for check_in in asked]
    found = safety_net.screen(message.body, asked=kinds, words=rules.words)
    message.screened_at = now
    message.screening = _as_facts(found)
    wish = heard(session, message, found.keyword, rules, now=now)
    told = bool(found.flag)
    if found.flag:
        if found.flag.doubtful and _has_time(session, message, patient, found, rules, now):
            ask_the_model(session, message, rules, now=now)
        else:
            sound_alarm(session, message, rules, now=now)
        if wish and wish in BACK:  # kept, not answered: nothing is said beside the alarm
            bring_back(session, message, patient, wish, rules, now)
    elif wish:
        told = keep_wish(session, message, patient, wish, rules, now)
    for strict in found.strict:
        page_critical(session, message, patient, strict, rules, now)
    if patient is None or message.channel in NOT_A_PHONE:
        answer_stranger(session, message, rules, told=told, now=now)


def _has_time(
    session: Session,
    message: InboundMessage,
    patient: Patient | None,
    found: Screening,
    rules: Rules,
    now: datetime,
) -> bool:
    """Whether words of danger in doubt may wait for the model.

    Only where a turn follows, nobody holds the line, and no number beside them is critical.
    """
    if patient is None or message.channel != "sms":
        return False
    verdicts = (
        readings.judge_now(session, patient, strict.said, rules.protocols, now=now)
        for strict in found.strict
    )
    return not any(verdict and verdict.severity == "critical" for verdict in verdicts)


def who_wrote(session: Session, message: InboundMessage) -> Patient | None:
    """The patient of this number; of two who share it, the one who was asked something.

    None also when both were asked, or neither: which of them wrote is for a person to find out.
    """
    patients = cohort.by_phone(session, message.phone)
    if message.patient_id is None and patients:
        asked = [patient for patient in patients if check_ins.open_for(session, patient.id)]
        message.patient_id = (asked or patients)[0].id if len(asked or patients) == 1 else None
    return next((patient for patient in patients if patient.id == message.patient_id), None)


def page_critical(
    session: Session,
    message: InboundMessage,
    patient: Patient | None,
    strict: Strict,
    rules: Rules,
    now: datetime,
) -> None:
    """Page a value that is critical as it stands; reading and charting it stays with the turn.

    Also for a number nobody knows, or that two share: somebody measured it. A value for which a
    clinician was just paged is left to the turn: "sorry, 148/92 not 184/92" repeats it only.
    """
    verdict = readings.judge_now(session, patient, strict.said, rules.protocols, now=now)
    if verdict is None or verdict.severity != "critical":
        return
    message.screening = {"judged": _kept(strict, verdict), **message.screening}  # the first
    if patient and _just_paged(session, patient, strict, now):
        return
    if patient and _waits(session, message, patient, strict, verdict, rules, now):
        return
    escalations.open_case(
        session,
        tier="critical",
        cause="critical_words",
        detail=verdict.rule,
        beyond=verdict.beyond,
        key=f"critical:{message.sid}",
        patient=patient,
        phone=None if patient else message.phone,
        message_sid=message.sid,
        now=now,
    )


def _waits(
    session: Session,
    message: InboundMessage,
    patient: Patient,
    strict: Strict,
    verdict: Verdict,
    rules: Rules,
    now: datetime,
) -> bool:
    """Whether she is to measure again first, if a clinician has switched that on."""
    vital = rules.protocols.vital(str(strict.said["type"]))
    first = rechecks.First(
        key=f"critical:{message.sid}",
        vital=vital.key,
        message_sid=message.sid,
        values=vital.stored(strict.said),
        detail=f"{vital.key} {vital.echo(strict.said)}: {verdict.rule}",
        version=verdict.protocol_version,
        beyond=verdict.beyond,
        told_at=min(message.received_at, now),
    )
    return rechecks.holds_back(session, patient, first, rules.protocols, now=now)


def _just_paged(session: Session, patient: Patient, strict: Strict, now: datetime) -> bool:
    """The net found this very value in a message of hers whose critical case is still open."""
    lately = (
        select(InboundMessage.screening)
        .join(Escalation, Escalation.message_sid == InboundMessage.sid)
        .where(Escalation.patient_id == patient.id, Escalation.tier == "critical")
        .where(Escalation.state != "closed", Escalation.opened_at >= now - REPEATED)
    )
    return any(strict.said in (seen or {}).get("strict", []) for seen in session.scalars(lately))


def _kept(strict: Strict, verdict: Verdict) -> dict[str, Any]:
    """What explains the page if the model never takes the number for a reading."""
    kept = {"said": strict.said, "rule": verdict.rule, "version": verdict.protocol_version}
    return {**kept, "grounds": dict(verdict.grounds)}


def _as_facts(found: Screening) -> dict[str, Any]:
    seen = ("family", "language", "start", "end", "doubtful")
    return {
        "flag": {name: getattr(found.flag, name) for name in seen} if found.flag else None,
        "keyword": found.keyword,
        "strict": [strict.said for strict in found.strict],
    }


def _failed(session: Session, message: InboundMessage, error: str, now: datetime) -> None:
    """Read it again at once, because most faults pass; then a person must read it, now.

    A patient's message has its turn all the same: the model may yet see the emergency.
    """
    tries = message.screening.get("tries", 0) + 1
    message.screening = {"failed": error, "tries": tries}
    if tries < TRIES:
        return
    message.screened_at = now
    if message.patient_id is None:
        inbox.give_to_person(message, now=now)
    tasks.add(
        session,
        "not_screened",
        error,
        key=f"screen:{message.sid}",
        patient_id=message.patient_id,
        phone=None if message.patient_id else message.phone,
        message_sid=message.sid,
        due=now,
        now=now,
    )
