"""Two weeks as one patient saw them: what reached her phone, what she wrote, when it rang."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from benchmarks.rehearsal.people import AWAY_FROM, AWAY_UNTIL, CODES, Person
from benchmarks.rehearsal.phones import Left
from benchmarks.rehearsal.trouble import Trouble
from benchmarks.rehearsal.world import World, Written

FEW = timedelta(minutes=10)
"""The spread of five minutes, and as long again."""
RECOVERED = timedelta(minutes=1)
"""By which a text is late whose worker was killed: its ladder began when it was worded."""
REMINDED, TALKED = timedelta(hours=4), timedelta(hours=3)
"""The ladder's second rung, and how far what she writes meanwhile may put it off."""


@dataclass
class Diary:
    """Everything in order of time. Nothing of it comes from the product's own tables."""

    person: Person
    begun: date
    began: datetime
    ended: datetime
    trouble: Trouble
    texts: list[Left]
    wrote: list[Written]
    rang: list[datetime]

    @property
    def stopped(self) -> datetime:
        return next((text.at for text in self.wrote if text.body == "STOP"), self.ended)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.person.timezone))

    def wall(self, day: date, hour: str) -> datetime:
        """That hour of her wall."""
        clock = time.fromisoformat(hour)
        return datetime.combine(day, clock, ZoneInfo(self.person.timezone))

    def day_of(self, at: datetime) -> int:
        return (self.local(at).date() - self.begun).days

    def asked(self, kind: str, day: date) -> list[Left]:
        return self._asked.get((kind, day), [])

    @cached_property
    def _asked(self) -> dict[tuple[str, date], list[Left]]:
        found: dict[tuple[str, date], list[Left]] = {}
        for ask in self.asks():
            found.setdefault((ask.kind, self.local(ask.at).date()), []).append(ask)
        return found

    def asks(self) -> list[Left]:
        return [text for text in self.texts if text.what == "ask"]

    def answered(self, ask: Left, until: datetime) -> bool:
        return any(t.kind == ask.kind and ask.at < t.at <= until for t in self.wrote)

    def wrote_between(self, first: datetime, last: datetime) -> bool:
        return any(first <= text.at <= last for text in self.wrote)

    def left_alone(self, first: datetime, last: datetime) -> bool:
        """Whether that time says nothing: away, stopped, something down, or not lived yet."""
        days = range(self.day_of(first), self.day_of(last) + 1)
        away = self.person.habit == "away" and set(days) & set(range(AWAY_FROM, AWAY_UNTIL + 1))
        slow = any(span.touches(first - FEW, last + FEW) for span in self.trouble.slow())
        return bool(away) or slow or last + FEW > min(self.stopped, self.ended)


def diaries(world: World, ended: datetime, began: datetime) -> Iterator[Diary]:
    """One for each patient."""
    texts, wrote, rang = (_by_person(rows) for rows in _rows(world))
    for person in world.people.values():
        mine = (texts.get(person.id, []), wrote.get(person.id, []), rang.get(person.id, []))
        yield Diary(person, world.begun, began, ended, world.trouble, *mine)


def _rows(world: World) -> Iterator[Iterable[tuple[str, object]]]:
    yield ((left.person.id, left) for left in world.phones.texts)
    yield ((text.person.id, text) for text in world.written)
    yield ((world.phones.by_number[number].id, at) for number, at in world.telephones.rung)


def _by_person(rows: Iterable[tuple[str, object]]) -> dict[str, list]:
    found: dict[str, list] = {}
    for person_id, row in rows:
        found.setdefault(person_id, []).append(row)
    return found


def ladder(diary: Diary) -> Iterator[str]:
    """Every step of every silence at its hour: a second text, then a call on the next day."""
    if diary.person.habit in CODES:
        return  # no text reaches them: their ladders are the table's business, not the wall's
    for ask in diary.asks():
        if _either(diary, ask):
            continue
        yield from _reminder(diary, ask)
        yield from _call(diary, ask)
    for day, times in _calls_by_day(diary).items():
        if len(times) > 1:
            yield f"{len(times)} calls to one patient on {day}"
    for at in diary.rang:
        since = [ask for ask in diary.asks() if at - timedelta(hours=54) < ask.at < at]
        if all(diary.answered(ask, at - FEW) for ask in since):
            yield "a call to who has answered everything"


def _either(diary: Diary, ask: Left) -> bool:
    """On a Monday a YES may be the answer to either of two questions; only the product's reader,
    which is not part of this, tells them apart."""
    day = diary.local(ask.at).date()
    return ask.kind == "symptom" or ask.kind == "adherence" and bool(diary.asked("symptom", day))


def _reminder(diary: Diary, ask: Left) -> Iterator[str]:
    due = ask.at + REMINDED
    came = [
        text.at
        for text in diary.texts
        if (text.what, text.kind) == ("remind", ask.kind)
        and ask.at < text.at < ask.at + timedelta(hours=20)
    ]
    if len(came) > 1:
        yield f"{len(came)} reminders of one question"
    if diary.answered(ask, due - FEW):
        if came:
            yield "a reminder of what was answered"
    elif not diary.left_alone(ask.at, due + TALKED):
        latest = due + FEW + (TALKED if diary.wrote_between(ask.at, due + FEW) else timedelta(0))
        answered_late = diary.answered(ask, latest)
        if came and not due - RECOVERED <= came[0] <= latest:
            yield f"a reminder {came[0] - ask.at} after its question"
        if not came and not answered_late:
            yield "a silence without its second text"


def _call(diary: Diary, ask: Left) -> Iterator[str]:
    day = diary.local(ask.at).date() + timedelta(days=1)
    due = diary.wall(day, "10:00")
    talked = diary.wrote_between(due - timedelta(hours=2), due + FEW)
    if diary.answered(ask, due) or talked or diary.left_alone(ask.at, due):
        return
    times = _calls_by_day(diary).get(day, [])
    if not any(due <= at <= due + FEW for at in times):
        yield f"a silence without its call on the next day at ten ({ask.kind})"


def _calls_by_day(diary: Diary) -> dict[date, list[datetime]]:
    found: dict[date, list[datetime]] = {}
    for at in diary.rang:
        found.setdefault(diary.local(at).date(), []).append(at)
    return found


def manners(diary: Diary) -> Iterator[str]:
    """Nothing at night, nothing after STOP, nothing to who is away; an answer to every text."""
    for at in diary.rang:
        if not "08:00" <= diary.local(at).strftime("%H:%M") < "21:00":
            yield f"a call at night, {at}"
    for text in diary.texts:
        shown = diary.local(text.at)
        if text.what == "remind" and not "08:00" <= shown.strftime("%H:%M") < "21:00":
            yield f"a reminder at night in {diary.person.timezone}: {text.at}"
        if text.what in ("ask", "remind") and text.at > diary.stopped:
            yield f"a question ({text.what}) after STOP"
        away = diary.person.habit == "away" and AWAY_FROM < diary.day_of(text.at) < AWAY_UNTIL
        if away and text.what != "reply":
            yield f"a text ({text.what}) to who is away"
    yield from _answers(diary)


def _answers(diary: Diary) -> Iterator[str]:
    replies = sum(text.what == "reply" for text in diary.texts)
    before_stop = [text for text in diary.wrote if text.at < diary.stopped]
    known = [text for text in before_stop if text.at < diary.ended - timedelta(hours=2)]
    if len(known) > replies and diary.stopped == diary.ended:
        yield f"{len(known) - replies} texts of a patient had no answer"
    if replies > len(before_stop):
        yield f"{replies - len(before_stop)} answers too many"
