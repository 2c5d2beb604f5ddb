"""Taking a reply: everything the one clinical call of a message sets in motion."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway import chart, check_ins, cohort, consent, escalations, minutes, rechecks
from gateway.check_ins import CheckInRules
from gateway.db import known
from gateway.errors import UnknownMessage
from gateway.inbox.tables import InboundMessage
from gateway.protocols import Rulebook
from gateway.replies.acts import consequences, sound_alarm
from gateway.replies.calling import keep_call_time
from gateway.replies.charting import keep_answer, keep_readings
from gateway.replies.missed import IN_WORDS, keep_reason
from gateway.replies.read_back import hold_back
from gateway.replies.tables import Interpretation
from gateway.replies.told import FixedWords, Hearing, Told

NOT_FOR_THE_CHART = frozenset({"other_person", "chat"})
SAID_BY_OURSELVES = frozenset({"emergency", "stopped"})
KEPT = (keep_readings, keep_answer, keep_reason, keep_call_time)
"""What a message may hold, in the order in which it is kept."""

_HERS = (
    select(InboundMessage)
    .where(InboundMessage.sid == bindparam("sid"))
    .where(InboundMessage.patient_id == bindparam("patient"))
    .with_for_update()
)


def take(
    session: Session,
    told: Told,
    rules: Rulebook,
    *,
    now: datetime,
    words: FixedWords | None = None,
    asking: CheckInRules | None = None,
) -> dict[str, Any]:
    """Keep what a message means, with every consequence, all or nothing; say what to answer.

    Safe to repeat: a message that was taken answers as it did the first time, also when it is
    read differently now. `words` are needed for fixed texts, `asking` to move a reminder.
    Raises UnknownPatient or UnknownMessage when nobody sent this.
    """
    patient, message = cohort.enrolled(session, told.patient_id), _locked(session, told)
    if before := known(session, Interpretation, told.message_sid):
        return before.outcome
    if (spoken := told.get("spoken")) and told.act != "language":
        cohort.listen(session, patient, spoken, now=now)
    read = told  # as it is kept
    flagged = bool((message.screening or {}).get("flag")) and told.act not in ("emergency", "stop")
    if flagged and escalations.words_paged(session, message.sid):
        told = told.as_emergency()  # she has been told 911: nothing may talk over it
    asked = check_ins.asked_by(check_ins.lock_open(session, patient.id), message.received_at)
    may_text = consent.may_answer(session, patient.phone, message.channel)
    heard = Hearing(session, patient, message, told, rules, now, asked, may_text, words, asking)
    if told.act == "emergency":
        sound_alarm(heard)
    hold_back(heard)
    for keep in KEPT:
        keep(heard)
    if told.act != "accept":  # a number, and something else that a person must hear of
        rechecks.page_now(session, message.sid, now=now)
    outcome = _complete(heard, consequences(heard))
    _close_or_release(heard)
    _tell(heard)
    session.add(_interpretation(heard, read, outcome))
    session.flush()
    return outcome


def _locked(session: Session, told: Told) -> InboundMessage:
    """The message, held until the end: a repeated call waits here and then answers the same."""
    if message := session.scalar(_HERS, {"sid": told.message_sid, "patient": told.patient_id}):
        return message
    raise UnknownMessage(told.message_sid)


def _complete(heard: Hearing, found: dict[str, Any]) -> dict[str, Any]:
    """The answer as the wire contract has it: every field, and the values the texts may show."""
    outcome = str(found["outcome"])
    if not heard.may_text and outcome not in SAID_BY_OURSELVES:
        outcome = "silent"
    values = {"reading": ", ".join(heard.said)} if heard.said else {}
    if heard.told.time:
        values["time"] = heard.told.time
    return {
        "outcome": outcome,
        "context": found.get("context") or (heard.turn_of.kind if heard.turn_of else "none"),
        "language": cohort.answered_in(heard.patient),
        "reason": found.get("reason"),
        "values": values | found.get("values", {}),
    }


def _close_or_release(heard: Hearing) -> None:
    """Answered check-ins end; the others go on waiting, and forget what was proposed.

    In an emergency nothing waits: whoever was paged asks now, and no reminder talks over that.
    """
    if heard.told.act == "stop":
        return  # all of them have ended
    for check_in in heard.asked:
        if check_in.id in heard.closes:
            answer = heard.closes[check_in.id]
            check_ins.answered(heard.session, check_in, now=heard.now, answer=answer)
        elif heard.told.act == "emergency":
            check_ins.to_person(heard.session, check_in, now=heard.now)
        elif check_in is not heard.asked_back:
            check_ins.release(heard.session, check_in, now=heard.now)
            check_in.pending = None


def _tell(heard: Hearing) -> None:
    """Count the touch, and file the words unless the note of a reading already holds them."""
    sid, told = heard.message.sid, heard.told
    minutes.count(heard.session, heard.patient, "message", key=f"act:message:{sid}", now=heard.now)
    unsure = heard.unconfirmed and told.act == "accept"
    if heard.readings or unsure or told.act in NOT_FOR_THE_CHART:
        return
    understood = told.act.replace("_", " ")
    if heard.answered and told.answer:
        understood += f", {heard.answered} answered {told.answer.upper()}"
    if heard.why:
        understood += f", medicines missed: {IN_WORDS[heard.why]}"
    if told.get("reason"):
        understood += f" ({str(told.get('reason')).replace('_', ' ')})"
    chart.note(
        heard.session,
        heard.patient,
        f'Patient {heard.message.came}: "{heard.message.body}". Understood as: {understood}.',
        kind="message",
        key=f"note:message:{sid}",
        started=heard.message.received_at,
        now=heard.now,
    )


def _interpretation(heard: Hearing, told: Told, outcome: dict[str, Any]) -> Interpretation:
    """As the model gave it, also where a number still waits for her yes."""
    return Interpretation(
        message_sid=told.message_sid,
        patient_id=told.patient_id,
        conversation_id=told.conversation_id,
        act=told.act,
        model=str(told.get("model") or ""),
        confidence=float(told.get("confidence") or 0.0),
        said=told.interpretation,
        outcome=outcome,
        at=heard.now,
    )
