"""What was understood from one message, and on what grounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.console.presenters.calls import call_time
from gateway.console.presenters.corrections import NONE, Corrections
from gateway.console.presenters.vitals import CHECK_INS, Measured, plain
from gateway.console.presenters.words import visible
from gateway.inbox.tables import InboundMessage
from gateway.readings.tables import Answer, Reading
from gateway.replies.tables import Interpretation

ACTS = {
    "accept": "An answer to our question",
    "clarify": "Not clear enough: given to the care team",
    "emergency": "An emergency",
    "stop": "Asked for no more texts",
    "help": "Asked what this is",
    "language": "Asked for another language",
    "callback": "Asked for a call",
    "refill": "Asked for a refill",
    "med_question": "A question about a medicine",
    "symptom": "Told us about a symptom",
    "device_problem": "The device at home has a problem",
    "later": "Will answer later",
    "other_person": "About another person: not written down",
    "chat": "Small talk",
}
KEYWORDS = {
    "opt_in": "Asked for texts again",
    "opt_out": "Asked for no more texts",
    "help": "Asked for help",
}
MISSED = {
    "forgot": "forgot",
    "none_left": "has none left",
    "harm": "they make the patient feel bad",
    "other": "another reason",
}
ASKED_BACK = "Not clear enough: we asked back"
OUTCOMES = {
    "to_person": "Given to the care team to read",
    "person_reads": "Given to the care team to read",
    "ask_back": "We asked back",
    "why_missed": "We asked why",
    "why_tell": "Medicines missed for another reason; we left room to say which",
    **{f"why_{code}": f"Medicines missed: {words}" for code, words in MISSED.items()},
    "device_person": "Given to the care team to help",
    "device_known": "The care team has a task for this device already",
    "device_missing": "Given to the care team to help",
    "silent": "Not answered: this phone asked for no texts",
    "start_needed": "Not answered: the carrier refuses our texts until START comes from this phone",
}


@dataclass(frozen=True)
class Understood:
    """`readings` and `answers` are what was written down; `act` is what the message was."""

    act: str
    readings: tuple[Measured, ...]
    answers: tuple[tuple[str, str], ...]
    proposal: str
    outcome: str
    model: str
    confidence: str


def understood(
    interpretation: Interpretation | None,
    readings: Sequence[Reading],
    answers: Sequence[Answer],
    timezone: str,
    *,
    now: datetime,
    corrections: Corrections = NONE,
) -> Understood | None:
    if interpretation is None and not readings and not answers:
        return None
    said: dict[str, Any] = interpretation.said if interpretation else {}
    told = interpretation.outcome if interpretation else {}
    return Understood(
        act=_act(interpretation) if interpretation else "",
        readings=tuple(corrections.measured(r, timezone, now=now) for r in readings),
        answers=tuple((CHECK_INS.get(a.kind, plain(a.kind)), _answer(a)) for a in answers),
        proposal=_asked_about(told.get("values") or {}),
        outcome=_outcome(interpretation) if interpretation else "",
        model=interpretation.model if interpretation else "",
        confidence=f"{round(float(said.get('confidence', interpretation.confidence)) * 100)}%"
        if interpretation
        else "",
    )


def _answer(kept: Answer) -> str:
    """The answer with what was told beside it, at once or later: "No: forgot"."""
    about = kept.about or {}
    if kept.kind == "review":
        suits = call_time(about)
        return visible(kept.answer) + (f" ({suits})" if suits else "")
    why = about.get("why")
    return f"{plain(kept.answer)}: {MISSED.get(why, plain(why))}" if why else plain(kept.answer)


def _act(found: Interpretation) -> str:
    """What the message was; of STOP, START and HELP only the reason tells which."""
    if found.said.get("reason") == "own_values":
        return "Asked what we wrote down"
    if found.model == "keywords" and found.said.get("reason") in KEYWORDS:
        return KEYWORDS[found.said["reason"]]
    if found.act == "clarify" and found.outcome.get("outcome") == "ask_back":
        return ASKED_BACK
    return ACTS.get(found.act, plain(found.act))


def _asked_about(shown: dict[str, str]) -> str:
    """What our question showed her: one value, or two to choose from."""
    choice = " or ".join(shown[one] for one in ("first", "second") if one in shown)
    return shown.get("proposal") or choice


def _outcome(found: Interpretation) -> str:
    """What we did then, unless the words for the act have said it already."""
    outcome = str(found.outcome.get("outcome"))
    if found.act == "clarify" and outcome != "silent":
        return ""
    if outcome.startswith(("later_at", "later_tomorrow")):
        day = "tomorrow at" if "tomorrow" in outcome else "at"
        return f"We write again {day} {found.outcome['values']['when']}"
    if outcome.startswith("device_step_"):
        return f"We suggested something to try: step {outcome.rpartition('_')[2]}"
    return OUTCOMES.get(outcome, "")


def stage(message: InboundMessage) -> tuple[str, str]:
    """Where an inbound message stands, in words, with a tone."""
    if message.state == "handled":
        return "Read", "good"
    if message.state == "person":
        return "A person must read this", "bad"
    if message.tries > 1:
        return "Not read yet; we keep trying", "bad"
    return "Being read now", "wait"
