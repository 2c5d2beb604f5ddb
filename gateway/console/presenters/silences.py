"""The course of a silence, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.calls import Call
from gateway.check_ins import CheckIn
from gateway.console.presenters.delivery import delivery
from gateway.console.presenters.times import when
from gateway.console.presenters.vitals import plain
from gateway.journal.tables import JournalLine
from gateway.messages.tables import OutboundMessage

TEXTS = {"check_in": "Asked", "reminder": "Second text"}
LEFT_OUT = {
    "late": "our system was down until it was too late",
    "unread_reply": "a message from this phone still had to be read",
    "undelivered": "texts do not arrive",
    "called_today": "a call about another question was due that day",
}
CALLS = {
    "busy": "the line was busy",
    "no-answer": "nobody answered",
    "failed": "the call could not be put through",
    "refused": "the call could not be put through",
    "canceled": "it was called off",
    "completed": "answered, and the question was left open",
}
MISSED = ("silence", "passed")


@dataclass(frozen=True)
class Course:
    """Of one question: texts, steps and calls, oldest first; `lately` is its kind in 14 days."""

    texts: Sequence[OutboundMessage]
    steps: Sequence[JournalLine]
    calls: Sequence[Call]
    lately: Sequence[CheckIn]
    last_answered: CheckIn | None


def history(course: Course, timezone: str, *, now: datetime) -> tuple[str, ...]:
    """E.g. "Asked Mar 3 at 12:00 PM: Delivered", and how she has answered lately."""
    lines = [(t.created_at, _text(t), f": {delivery(t).words}") for t in course.texts]
    lines += [(step.at, *_step(step)) for step in course.steps]
    lines += [(call.created_at, "Rung by telephone", f": {_call(call)}") for call in course.calls]
    told = [f"{what} {when(at, timezone, now=now).words}{how}" for at, what, how in sorted(lines)]
    return (*told, _habit(course, timezone, now=now))


def _text(text: OutboundMessage) -> str:
    return TEXTS.get(text.kind, plain(text.kind))


def _step(step: JournalLine) -> tuple[str, str]:
    """What is said before and after the time."""
    if step.event == "call_due":
        return "A call was due", ""
    if step.event == "ladder_goes_to_voice":
        return "Texts do not arrive; a call was planned", ""
    what = "call" if step.detail.get("do") == "call" else "second text"
    code = str(step.detail.get("why"))
    return f"The {what} was left out", f": {LEFT_OUT.get(code, plain(code))}"


def _call(call: Call) -> str:
    if (call.answered_by or "").startswith("machine"):
        return "a machine answered"
    return CALLS.get(call.status, "the call is going on")


def _habit(course: Course, timezone: str, *, now: datetime) -> str:
    answered = sum(1 for asked in course.lately if asked.state == "answered")
    asked = answered + sum(1 for one in course.lately if one.why in MISSED)
    words = f"In the last 14 days {answered} of {asked} were answered"
    last = course.last_answered
    if last is None or last.closed_at is None:
        return f"{words}; no answer is known from before"
    return f"{words}; the last answer came {when(last.closed_at, timezone, now=now).words}"
