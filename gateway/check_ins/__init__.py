"""Check-ins: asking, and what happens after silence.

Other folders use `load` (protocols/check_ins.yml and ladders.yml), `enroll`, `move`, `ask_now`,
`coming`; for a reply `hold`, `open_for`, `lock_open`, `release`, `answered`, `ask_back`,
`to_person`, `stop_all`, `write_later`.
The wiring uses `letters.prompt`, whose parcel is a `Prompt` and whose receipt is Rasa's texts, and
`timer_handlers`.
"""

from gateway.check_ins.again import write_later
from gateway.check_ins.asking import MayNotAsk, UnknownCheckIn, ask_now
from gateway.check_ins.coming import coming
from gateway.check_ins.episodes import (
    answered,
    ask_back,
    hold,
    lock_open,
    open_for,
    release,
    stop_all,
    to_person,
)
from gateway.check_ins.follow_up import timer_handlers
from gateway.check_ins.letters import Prompt, prompt
from gateway.check_ins.rulebook import KINDS, CheckInRules, Question, load
from gateway.check_ins.schedule import enroll, move, next_time
from gateway.check_ins.tables import CheckIn, Schedule

__all__ = [
    "KINDS",
    "CheckIn",
    "CheckInRules",
    "MayNotAsk",
    "Prompt",
    "Question",
    "Schedule",
    "UnknownCheckIn",
    "answered",
    "ask_back",
    "ask_now",
    "coming",
    "enroll",
    "hold",
    "load",
    "lock_open",
    "move",
    "next_time",
    "open_for",
    "prompt",
    "release",
    "stop_all",
    "timer_handlers",
    "to_person",
    "write_later",
]
