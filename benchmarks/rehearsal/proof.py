"""What must be true after two weeks, looked up in the database and in what left the building."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from benchmarks.rehearsal.people import AWAY_FROM, AWAY_UNTIL
from benchmarks.rehearsal.world import World
from gateway import cohort
from gateway.check_ins import CheckIn
from gateway.check_ins.course import ENDED
from gateway.check_ins.episodes import WINDOW
from gateway.consent import Consent
from gateway.escalations import Escalation
from gateway.inbox import InboundMessage
from gateway.journal import JournalLine
from gateway.outbox.tables import Letter
from gateway.tasks import Task
from gateway.timers import Timer

FEW = timedelta(minutes=10)
"""The spread of five minutes, and as long again."""


def faults(world: World) -> Iterator[str]:
    """Every sentence is something that must not have happened; none is a good rehearsal."""
    yield from world.poisoned
    with world.db.reading() as session:
        lost = session.scalar(
            select(func.count()).where(InboundMessage.state.not_in(("handled", "person")))
        )
        kept = session.scalar(select(func.count()).select_from(InboundMessage))
        if lost or kept != len(world.written):
            yield f"of {len(world.written)} texts {kept} were kept and {lost} wait for ever"
        if late := session.scalar(
            select(func.count()).where(Timer.due_at < world.clock.at - timedelta(minutes=1))
        ):
            yield f"{late} timers are overdue"
        if dead := session.scalar(select(func.count()).where(Letter.state == "dead")):
            yield f"{dead} letters were given up"
        check_ins = session.scalars(select(CheckIn)).all()
        cases = session.scalars(select(Escalation).where(Escalation.tier == "critical")).all()
        stopped = {c.phone: c.changed_at for c in session.scalars(
            select(Consent).where(Consent.state == "stopped"))}  # fmt: skip
        calls = session.scalars(select(JournalLine).where(JournalLine.event == "call_placed")).all()
    yield from _asked_at_her_hour(world, check_ins)
    yield from _ended(world, check_ins)
    yield from _by_day(world)
    for call in calls:
        if _night(world, call.patient_id or "", call.at):
            yield f"a call at night, {call.at}"
    pages = Counter(world.pager.pages)
    missing = [case.dedup_key for case in cases if case.dedup_key not in pages]
    twice = [key for key, times in pages.items() if times > 1]
    if missing or twice:
        yield f"pages: {len(missing)} missed, {len(twice)} doubled"
    if rings := world.pager.rings:
        yield f"{rings} calls to the on-call list, although every page was taken"
    for left in world.texts:
        at = stopped.get(world.people[left.patient_id].phone)
        if at and left.at > at and left.kind != "fixed":
            yield f"a {left.kind} after STOP"


def _asked_at_her_hour(world: World, check_ins: Sequence[CheckIn]) -> Iterator[str]:
    """By her wall clock, through both clock changes; late only while something was down."""
    rules = world.wiring.check_in_rules
    days: Counter[tuple[str, str, str]] = Counter()
    for check_in in check_ins:
        days[(check_in.patient_id, check_in.kind, check_in.local_date)] += 1
        if check_in.asked_at is None:
            continue
        zone = world.people[check_in.patient_id].timezone
        agreed = cohort.moment(_day(check_in), rules.questions[check_in.kind].at, zone)
        late = check_in.asked_at - agreed
        allowed = rules.questions[check_in.kind].late_after if _down(world, agreed) else FEW
        if not timedelta(0) <= late <= allowed + FEW:
            yield f"{check_in.kind} asked {late} after her hour in {zone} on {check_in.local_date}"
    yield from (f"asked twice: {key}" for key, times in days.items() if times > 1)


def _ended(world: World, check_ins: Sequence[CheckIn]) -> Iterator[str]:
    """Three days on nothing waits any more, and silence ended on day three at eight: later only
    when she wrote of something else meanwhile, and never beyond 48 hours."""
    for check_in in check_ins:
        if check_in.state not in ENDED and check_in.due_at < world.clock.at - timedelta(days=3):
            yield f"{check_in.kind} of {check_in.local_date} is {check_in.state} after three days"
        if check_in.why != "silence" or check_in.closed_at is None:
            continue
        zone = world.people[check_in.patient_id].timezone
        due = cohort.moment(_day(check_in) + timedelta(days=2), "08:00", zone)
        asked_at = check_in.asked_at or due
        latest = max(due, asked_at + WINDOW)  # an hour after she wrote of something else
        if not due - FEW <= check_in.closed_at <= latest + FEW and not _down(world, due):
            yield f"day three came at {check_in.closed_at}, not {due}"


def _by_day(world: World) -> Iterator[str]:
    """No reminder in the quiet hours, nothing at all to who is away."""
    for left in world.texts:
        person = world.people[left.patient_id]
        day = (left.at.astimezone(ZoneInfo(person.timezone)).date() - world.begun).days
        if left.kind == "reminder" and _night(world, person.id, left.at):
            yield f"a reminder at night in {person.timezone}: {left.at}"
        if person.habit == "away" and AWAY_FROM < day < AWAY_UNTIL:
            yield f"a {left.kind} on day {day} to who is away"


def _night(world: World, patient_id: str, at: datetime) -> bool:
    shown = at.astimezone(ZoneInfo(world.people[patient_id].timezone)).strftime("%H:%M")
    return shown >= "21:00" or shown < "08:00"


def _down(world: World, at: datetime) -> bool:
    return any(first - FEW <= at < last for first, last in (world.down, world.deaf))


def _day(check_in: CheckIn) -> date:
    return date.fromisoformat(check_in.local_date)


def outcome(world: World) -> tuple[Counter[str], Counter[str], str]:
    """How check-ins ended, which tasks there are, and a print of all of it: same seed, same."""
    ended = select(
        CheckIn.patient_id,
        CheckIn.kind,
        CheckIn.local_date,
        CheckIn.state,
        func.coalesce(CheckIn.why, ""),
    )
    asked = select(func.coalesce(Task.patient_id, ""), Task.kind, Task.why, Task.state)
    with world.db.reading() as session:
        ends = sorted(tuple(row) for row in session.execute(ended))
        tasks = sorted(tuple(row) for row in session.execute(asked))
    texts = sorted((left.patient_id, left.kind, left.at.isoformat()) for left in world.texts)
    told = repr((ends, tasks, texts, len(world.pager.pages), world.notes, world.telephones.placed))
    print_ = hashlib.sha256(told.encode()).hexdigest()[:12]
    how = Counter(why or state for _, _, _, state, why in ends)
    return how, Counter(kind for _, kind, _, _ in tasks), print_
