"""`make rehearsal`: two weeks of a panel around each clock change, and a short report."""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from benchmarks.rehearsal.people import AWAY_FROM, AWAY_UNTIL, panel
from benchmarks.rehearsal.proof import faults, outcome
from benchmarks.rehearsal.world import World, enroll
from gateway import check_ins, cohort
from gateway.clock import StoppedClock
from gateway.migrations import migrate
from gateway.settings import Settings
from gateway.wiring import wire

DAYS = 14
BEGINS = {"clocks go forward": date(2026, 3, 1), "clocks go back": date(2026, 10, 25)}
HERE = ZoneInfo("America/New_York")


def main(environ: Mapping[str, str]) -> int:
    """Rehearse both; the exit status is 1 if anything was not as it must be."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    os.environ.setdefault("PROMOTORA_SQLITE_SYNCHRONOUS", "OFF")
    patients = int(environ.get("PATIENTS") or 250)
    seed = int(environ.get("SEED") or 1)
    days, wrong = int(environ.get("DAYS") or DAYS), 0
    for name, begun in BEGINS.items():
        with tempfile.TemporaryDirectory() as folder:
            url = environ.get("DATABASE") or f"sqlite:///{Path(folder) / 'rehearsal.db'}"
            wrong += rehearse(name, begun, url, patients, seed, days)
    return int(wrong > 0)


def rehearse(name: str, begun: date, url: str, patients: int, seed: int, days: int) -> int:
    """One fortnight, with a new worker every midnight; how many things were wrong."""
    random.seed(seed)  # the jitter of retries
    began, used = time.monotonic(), time.process_time()
    world = prepare(begun, url, patients, seed)
    for number in range(days):
        world.live(_at(begun + timedelta(days=number + 1), 0))
        world.restart()
    found = list(faults(world))
    seconds, cpu = time.monotonic() - began, time.process_time() - used
    say(f"{name}, {days} days", world, found, seconds, cpu)
    world.db.close()
    return len(found)


def prepare(begun: date, url: str, patients: int, seed: int) -> World:
    """The panel on the evening before its first day, with what will go wrong."""
    clock = StoppedClock(_at(begun, 0))
    wiring = wire(Settings(database_url=url), clock)
    migrate(wiring.db)
    people = panel(seed, patients)
    world = World(
        wiring,
        {person.id: person for person in people},
        seed,
        begun,
        down=(_at(begun + timedelta(days=6), 7.5), _at(begun + timedelta(days=6), 12.5)),
        deaf=(_at(begun + timedelta(days=10), 8), _at(begun + timedelta(days=10), 9.5)),
    )
    for person in people:
        enroll(world, person, f"Given{person.number}")
        if person.habit == "away":
            world.at(_at(begun + timedelta(days=AWAY_FROM), 12), pausing(world, person.id))
    return world


def pausing(world: World, patient_id: str) -> Callable[[], None]:
    """A nurse learns that the patient is in hospital."""

    def act() -> None:
        back = world.begun + timedelta(days=AWAY_UNTIL)
        with world.db.transaction() as session:
            patient = cohort.enrolled(session, patient_id)
            check_ins.pause(session, patient, "hospital", back, by="nora", now=world.clock.at)

    return act


def say(name: str, world: World, found: list[str], seconds: float, cpu: float) -> None:
    """The short report: counts, how long it took, and every sentence of proof.py that failed."""
    how, tasks, print_ = outcome(world)
    pages = len(world.pager.pages)
    kinds = Counter(left.kind for left in world.texts)
    minutes = Counter(left.at.replace(second=0, microsecond=0) for left in world.texts)
    busiest, most = minutes.most_common(1)[0]
    ended = world.down[1]
    after = sum(n for at, n in minutes.items() if ended <= at < ended + timedelta(minutes=5))
    lines = [
        f"== {name} from {world.begun}: {len(world.people)} patients, seed {world.seed}",
        f"   texts      {_counted(kinds)}",
        f"   heard      {len(world.written)} texts, {pages} pages, {world.notes} notes",
        f"   rung       {world.telephones.placed} calls, and nobody picked up",
        f"   check-ins  {_counted(how)}",
        f"   tasks      {_counted(tasks)}",
        f"   busiest    {most} texts in the minute of {busiest:%m-%d %H:%M} UTC; "
        f"{after} in the five minutes after the outage",
        f"   took       {seconds:.0f} s ({cpu:.0f} s of one processor); outcome {print_}",
        f"   wrong      {len(found) or 'nothing'}",
        *(f"     {line} (x{times})" for line, times in Counter(found).most_common(20)),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counter.most_common()) or "none"


def _at(day: date, hour: float) -> datetime:
    """That hour in New York, UTC."""
    shown = datetime.combine(day, datetime.min.time(), HERE) + timedelta(hours=hour)
    return shown.astimezone(UTC)


if __name__ == "__main__":
    sys.exit(main(os.environ))
