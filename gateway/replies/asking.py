"""Asking back what was unclear: twice at most, then a person."""

from datetime import timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import Select, select

from gateway import check_ins
from gateway.check_ins.tables import CheckIn
from gateway.replies.proposing import AT_MOST, choice_left_open, lately, proposed
from gateway.replies.tables import Interpretation
from gateway.replies.told import Hearing

LONGEST_READ = 60
AT_MOST_SPOKEN = 1
"""On the phone the second failure hands to a person: nobody is held on a line to be misheard."""
LOOKS_BACK = 20
"""Messages of one conversation within two hours; more are a person's long since."""
SHOWS_A_PROPOSAL = frozenset({"cmhg", "reversed", "proposal", "question"})
"""Reasons whose question asks "is it {proposal}?"; without one they cannot be asked."""
ABOUT_WORDS = frozenset({None, "unreadable", "declined", "empty", "neither", "no_time", "partly"})
"""Reasons of a question that was not about a number she had sent."""
TAKEN_OVER = timedelta(hours=12)
"""How long after a person took over a check-in what she writes is for that person."""


def ask_back(heard: Hearing, reason: str | None) -> dict[str, Any]:
    """The outcome of a message that was not understood, with what our question may show."""
    asks = proposed(heard)
    if asks.kept is None and reason != "declined":
        asks = choice_left_open(heard)
        reason = "several_candidates" if asks.kept else reason
    if heard.turn_of is None and asks.kept is None and _with_a_person(heard):
        heard.queue("unclear_reply", reason or "unclear")
        return {"outcome": "person_reads", "reason": reason}
    asked_before = _asked_before(heard)
    at_most = AT_MOST_SPOKEN if heard.message.channel == "voice" else AT_MOST
    if not heard.may_text or asked_before >= at_most:
        return _to_person(heard, reason)
    if check_in := heard.unanswered:
        heard.asked_back = check_in
        check_ins.ask_back(heard.session, check_in, pending=asks.kept, now=heard.now)
    if not asks.values and reason in SHOWS_A_PROPOSAL:
        reason = None
    values = {"read": heard.told.read or _shortened(heard.message.body)} | asks.values
    if asked_before:
        values["asked"] = str(asked_before + 1)
    return {"outcome": "ask_back", "reason": reason, "values": values}


def _to_person(heard: Hearing, reason: str | None) -> dict[str, Any]:
    """Two questions did not help, or may not be asked: a person reads the message."""
    heard.queue("unclear_reply", reason or "unclear")
    if check_in := heard.unanswered:
        heard.asked_back = check_in
        check_ins.to_person(heard.session, check_in, now=heard.now)
    return {"outcome": "to_person", "reason": reason, "values": {}}


def _asked_before(heard: Hearing) -> int:
    """How often we have asked back in this episode, or since we last understood her today.

    Small talk between two questions starts nothing anew: she would read the same words again.
    """
    if check_in := heard.unanswered:
        return check_in.asked_back
    said = heard.session.scalars(_lately(heard).limit(LOOKS_BACK))
    open_still = takewhile(lambda before: before.act != "accept", said)
    return sum(before.outcome.get("outcome") == "ask_back" for before in open_still)


def asked_about_a_number(heard: Hearing) -> bool:
    """Our last question was about a number of hers, so none was charted."""
    last = heard.session.scalar(_lately(heard).limit(1))
    asked = last is not None and last.outcome.get("outcome") == "ask_back"
    return bool(asked and last and last.said.get("reason") not in ABOUT_WORDS)


def _with_a_person(heard: Hearing) -> bool:
    """A person is already reading what she wrote lately: another question would only tire her."""
    taken = select(CheckIn.id).where(
        CheckIn.patient_id == heard.patient.id,
        CheckIn.state == "person",
        CheckIn.closed_at >= heard.now - TAKEN_OVER,
    )
    if heard.session.scalar(taken.limit(1)) is not None:
        return True
    last = heard.session.scalar(_lately(heard).limit(1))
    return last is not None and last.outcome.get("outcome") in ("to_person", "person_reads")


def _lately(heard: Hearing) -> Select[Interpretation]:
    return lately(heard.patient.id, heard.told.conversation_id, now=heard.now)


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST_READ else f"{words[:LONGEST_READ]}…"
