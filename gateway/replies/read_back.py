"""On the phone a number is read back, and charted when she says yes to it.

A recogniser mishears and a finger slips, so nothing said in a call is charted at once. Danger does
not wait for the yes: what would be critical pages as soon as it is heard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import escalations, readings
from gateway.errors import ImplausibleReading
from gateway.inbox import InboundMessage
from gateway.protocols import UnknownVital
from gateway.readings.tables import Reading
from gateway.replies.proposing import CANDIDATES, left_open
from gateway.replies.tables import Interpretation
from gateway.replies.told import Hearing, Told

READ_BACK = "read_back"


def hold_back(heard: Hearing) -> None:
    """Keep the readings of a call from the chart until she has confirmed them.

    Confirmed is what our last question showed her and her words now bring again: by a yes, or by
    saying the same number once more.
    """
    if heard.message.channel != "voice" or not heard.told.readings:
        return
    before = waits_for_yes(heard.session, heard.message)
    if before and _same(heard.told.readings, before.said["readings"]):
        hers = select(InboundMessage).where(InboundMessage.sid == before.message_sid)
        heard.confirms = heard.session.scalars(hers).one()
        kept = {name: before.said.get(name) for name in ("readings", "correction", "wrong")}
        heard.told = _with(heard.told, **kept)
        return
    if _shown_as_proposal(heard):
        return
    _wait_for_yes(heard)


def read_back(heard: Hearing) -> dict[str, Any]:
    """The question that repeats what was heard; of a value that pages it says that too."""
    outcome = f"{READ_BACK}_critical" if heard.alarming else READ_BACK
    return {"outcome": outcome, "values": {"reading": ", ".join(heard.unconfirmed)}}


def waits_for_yes(session: Session, message: InboundMessage) -> Interpretation | None:
    """What was heard just before this in the same call, if we asked whether it was right."""
    call_sid, _, turn = message.sid.rpartition(".")
    if message.channel != "voice" or not call_sid or not turn.isdecimal():
        return None
    before = InboundMessage.of_call(call_sid, int(turn))
    earlier = (
        select(Interpretation)
        .join(InboundMessage, InboundMessage.sid == Interpretation.message_sid)
        .where(InboundMessage.sid.in_(before), InboundMessage.id < message.id)
        .order_by(InboundMessage.id.desc())
        .limit(1)
    )
    last = session.scalar(earlier)
    asked = last is not None and str(last.outcome.get("outcome")).startswith(READ_BACK)
    return last if asked else None


def unconfirmed(session: Session, sids: Sequence[str]) -> Interpretation | None:
    """Of a call that is over (its messages in order): where the last number was said, unless it is
    in the chart. It may have been "what?" that she said last, or a word of danger beside it."""
    said = [one for sid in sids if (one := session.get(Interpretation, sid))]
    last = next((one for one in reversed(said) if one.said["readings"]), None)
    if last is None:
        return None
    charted = session.scalars(select(Reading.said).where(Reading.message_sid.in_(sids))).all()
    return None if _same(last.said["readings"], charted) else last


def _wait_for_yes(heard: Hearing) -> None:
    """Take the readings out of the message; one that cannot be true is asked about instead."""
    for said in heard.told.readings:
        try:
            vital = heard.rules.vital(str(said.get("type")))
            vital.stored(said)
        except (ImplausibleReading, UnknownVital):
            heard.implausible = True
            continue
        heard.unconfirmed.append(vital.echo(said))
        _page_critical(heard, said)
    heard.told = _with(heard.told, readings=[])


def _page_critical(heard: Hearing, said: Mapping[str, Any]) -> None:
    """Page at once, under the key by which the safety net may have paged the same words."""
    verdict = readings.judge_now(heard.session, heard.patient, said, heard.rules, now=heard.now)
    if verdict is None or verdict.severity != "critical":
        return
    heard.alarming = True
    escalations.open_case(
        heard.session,
        tier="critical",
        cause="critical_words",
        detail=verdict.rule,
        beyond=verdict.beyond,
        key=f"critical:{heard.message.sid}",
        patient=heard.patient,
        message_sid=heard.message.sid,
        now=heard.now,
    )


def _shown_as_proposal(heard: Hearing) -> bool:
    """Our last question was "is it 130/80?", or a choice of two: the yes to it is enough."""
    pending = heard.turn_of.pending if heard.turn_of else None
    if heard.turn_of is None:
        about = (heard.patient.id, heard.told.conversation_id)
        pending = left_open(heard.session, *about, now=heard.now)
    if not pending:
        return False
    shown = pending["of"] if pending.get("type") == CANDIDATES else [pending]
    return all(any(_alike(said, one) for one in shown) for said in heard.told.readings)


def _same(said: Sequence[Mapping[str, Any]], shown: Sequence[Mapping[str, Any]]) -> bool:
    """Every value that was said was shown, or charted, too."""
    return all(any(_alike(one, other) for other in shown) for one in said)


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return _plain(one) == _plain(other)


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in said.items() if v is not None and k not in ("corrects", "of")}


def _with(told: Told, **changed: Any) -> Told:
    return replace(told, interpretation=told.interpretation | changed)
