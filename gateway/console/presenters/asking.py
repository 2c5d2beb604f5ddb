"""How a patient is asked, in words."""

from dataclasses import dataclass
from datetime import date, time

from gateway.check_ins import CheckIn, Pause, Schedule
from gateway.console.presenters.vitals import CHECK_INS, plain

PAUSES = {"hospital": "In hospital", "holiday": "On holiday", "other": "Another reason"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BECAME = {
    "answered": ("Answered", "good"),
    "handed_over": ("Given to the care team", "task"),
    "wrong_number": ("Not asked: the number is wrong", "bad"),
    "silence": ("No answer", "abnormal"),
    "passed": ("No answer", "abnormal"),
    "replaced": ("Asked anew from here", "plain"),
    "too_late": ("Not asked: our system was down until it was too late", "bad"),
    "not_sent": ("Not asked: the text could not be sent in time", "bad"),
    "paused": ("Not asked: paused", "wait"),
    "stopped": ("Not asked: no more texts are wanted", "plain"),
    "left": ("Not asked: no longer in the programme", "plain"),
}
WAITING = {
    "due": ("About to be asked", "wait"),
    "asked": ("Waiting for an answer", "wait"),
    "held": ("A reply is being read", "wait"),
}
DAYS = (
    ("daily", "Every day"),
    *((f"weekly-{number}", f"Every {name}") for number, name in enumerate(WEEKDAYS)),
)


@dataclass(frozen=True)
class Became:
    """One question of one day and what became of it; `tone` picks the icon beside the words."""

    day: str
    what: str
    words: str
    tone: str


@dataclass(frozen=True)
class Planned:
    """One question: when it comes in words, and what its form shows as chosen."""

    id: str
    kind: str
    what: str
    words: str
    day: str
    at: str
    days: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Preset:
    """A ladder to choose."""

    name: str
    label: str
    means: str
    chosen: bool


@dataclass(frozen=True)
class Standing:
    """A pause that stands, in words."""

    why: str
    words: str


def became(check_in: CheckIn) -> Became:
    words, tone = WAITING.get(check_in.state) or BECAME.get(
        check_in.why or "", (plain(check_in.state), "plain")
    )
    return Became(
        day_words(check_in.local_date), CHECK_INS.get(check_in.kind, plain(check_in.kind)),
        words, tone,
    )  # fmt: skip


def planned(schedule: Schedule) -> Planned:
    chosen = schedule.cadence + (f"-{schedule.on}" if schedule.on is not None else "")
    days = dict(DAYS)
    if schedule.cadence == "monthly":
        days = {chosen: f"Every month on day {schedule.on}", **days}
    at = time.fromisoformat(schedule.local_time)
    words = f"{days[chosen]} at {at:%I:%M %p}".replace(" 0", " ")
    return Planned(
        id=schedule.id,
        kind=schedule.kind,
        what=CHECK_INS.get(schedule.kind, plain(schedule.kind)),
        words=words,
        day=chosen,
        at=schedule.local_time,
        days=tuple(days.items()),
    )


def standing(pause: Pause, today: date) -> Standing:
    """E.g. "In hospital: nothing is asked until Friday, March 6"."""
    until = f"until {day_words(pause.ends_on)}"
    if pause.starts_on > str(today):
        until = f"from {day_words(pause.starts_on)} {until}"
    return Standing(PAUSES[pause.why], f"Nothing is asked {until}.")


def day_words(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%A, %B} {day.day}"
