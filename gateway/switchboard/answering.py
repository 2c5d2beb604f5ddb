"""What is answered to what was heard: the words the dialogue has posted, then the next question."""

from collections.abc import Mapping
from typing import Any

from gateway import messages, replies
from gateway.inbox import InboundMessage
from gateway.replies import Interpretation
from gateway.switchboard.line import YES_NO_KINDS, Line
from gateway.switchboard.opening import next_question
from gateway.vendors.twiml import Script

KEEPS_ASKING = ("ask_back", replies.READ_BACK, "why_missed", "device_step", "language", "help")
"""Beginnings of outcomes after which she is listened to again."""


def answer(line: Line, message: InboundMessage) -> Script | None:
    """The script that answers this message; None while it is still being read.

    Danger is said twice and the line is freed: her next call is to 911. It waits for nothing.
    """
    said = messages.to_speak(line.session, message.sid)
    danger = [one.body for one in said if messages.is_danger(one)]
    if not danger and message.state == "waiting":
        return None
    messages.spoken(line.session, said, now=line.now)
    line.call.silences = 0
    if danger:
        return line.hang_up(*danger, *danger)
    bodies = [one.body for one in said]
    if not message.patient_id:
        return line.hang_up(*(bodies or [line.text("not_understood_person")]))
    meaning = line.session.get(Interpretation, message.sid)
    outcome = str(meaning.outcome.get("outcome")) if meaning else ""
    if outcome == "stopped":
        return line.hang_up(line.text("call_stopped"))
    if outcome == "chat" and bodies and (last := line.last()):
        return line.listen(*bodies, yes_no=last.yes_no)
    if meaning and bodies and outcome.startswith(KEEPS_ASKING):
        return line.listen(*bodies, yes_no=_yes_no(meaning.outcome))
    return next_question(line, *(bodies or [line.text("not_understood_person")]))


def _yes_no(told: Mapping[str, Any]) -> bool:
    """Whether the question just worded is one of "1 for yes, 2 for no"."""
    if str(told["outcome"]).startswith(replies.READ_BACK) or "proposal" in told["values"]:
        return True
    choice = "second" in told["values"] or told["outcome"].startswith("why_missed")
    return told["context"] in YES_NO_KINDS and not choice
