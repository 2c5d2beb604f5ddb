"""Check-ins: asking, and what happens after silence.

Other folders use `load` (protocols/check_ins.yml and ladders.yml), `enroll`, `move`, `ask_now`,
`coming`; for a reply `hold`, `open_for`, `asked_by`, `lock_open`, `release`, `answered`,
`ask_back`, `to_person`, `stop_all`, `write_later`; for a call `lock`, `lock_if_free`, `paused`,
`close`, `too_late`, `skip`, `was_asked`; for the care team `pause`, `resume`, `planned`, `plan` for
when she is asked, and `choose` with `ladder_of` for the preset of a patient.
The wiring uses `letters.prompt`, whose parcel is a `Prompt` and whose receipt is Rasa's texts, and
`timer_handlers`.
"""

from gateway.check_ins.again import write_later
from gateway.check_ins.asking import MayNotAsk, UnknownCheckIn, ask_now
from gateway.check_ins.coming import coming
from gateway.check_ins.episodes import (
    answered,
    ask_back,
    asked_by,
    close,
    hold,
    lock,
    lock_if_free,
    lock_open,
    open_for,
    release,
    stop_all,
    to_person,
)
from gateway.check_ins.follow_up import timer_handlers
from gateway.check_ins.ladders import UnknownLadder, choose, ladder_of
from gateway.check_ins.letters import Prompt, prompt, skip, too_late, was_asked
from gateway.check_ins.pauses import BadPause, pause, paused, planned, resume
from gateway.check_ins.rulebook import KINDS, CheckInRules, Question, load
from gateway.check_ins.schedule import BadPlan, enroll, move, next_time, plan
from gateway.check_ins.tables import CheckIn, LadderChoice, Pause, Schedule

__all__ = [
    "KINDS",
    "BadPause",
    "BadPlan",
    "CheckIn",
    "CheckInRules",
    "LadderChoice",
    "MayNotAsk",
    "Pause",
    "Prompt",
    "Question",
    "Schedule",
    "UnknownCheckIn",
    "UnknownLadder",
    "answered",
    "ask_back",
    "ask_now",
    "asked_by",
    "choose",
    "close",
    "coming",
    "enroll",
    "hold",
    "ladder_of",
    "load",
    "lock",
    "lock_if_free",
    "lock_open",
    "move",
    "next_time",
    "open_for",
    "pause",
    "paused",
    "plan",
    "planned",
    "prompt",
    "release",
    "resume",
    "skip",
    "stop_all",
    "timer_handlers",
    "to_person",
    "too_late",
    "was_asked",
    "write_later",
]
