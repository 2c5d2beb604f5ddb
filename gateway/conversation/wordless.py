"""A picture, or nothing at all: there is nothing to read, so no model is asked."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway import replies
from gateway.conversation.rules import Rules
from gateway.conversation.turn import Turn
from gateway.replies import Told


def report(session: Session, turn: Turn, rules: Rules, *, now: datetime) -> list[str]:
    """Record that the message held no words and give the text that asks for them."""
    told = Told(
        message_sid=turn.sid,
        patient_id=turn.metadata["patient_id"],
        conversation_id=turn.conversation_id,
        interpretation={
            "act": "clarify",
            "readings": [],
            "answer": None,
            "language": None,
            "time": None,
            "reason": "empty",
            "proposal": None,
            "evidence": [],
            "confidence": 1.0,
            "model": "no words, no model",
        },
    )
    outcome = replies.take(session, told, rules.protocols, words=rules.words, now=now)
    return [rules.words.fixed(outcome["language"], _which(outcome))]


def _which(outcome: dict[str, Any]) -> str:
    """Asked a second time, never in the same words; then a person reads."""
    if outcome["outcome"] in ("to_person", "person_reads"):
        return "not_understood_person"
    return "no_words_again" if "asked" in outcome["values"] else "no_words"
