"""What one message costs: beside more patients, and with a year behind it."""

import random
import time
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.rehearsal.people import EVERYTHING_DAILY, panel
from benchmarks.rehearsal.prepare import prepare
from benchmarks.rehearsal.trouble import at
from benchmarks.rehearsal.world import World
from benchmarks.scale.history import remember

BEGUN = date(2026, 3, 2)
FIRST_HOUR, STEP = 5.0, timedelta(minutes=5)
TROUBLE_FREE = 10_000
"""So long a stay that what goes wrong in it does not come in the day that is measured."""


@dataclass(frozen=True)
class Cost:
    """Milliseconds of one processor for each message, in or out; `rows` were there before."""

    patients: int
    messages: int
    rows: int
    ms: float
    prepared: float


def cost(url: str, patients: int, most: int, history: int = 0) -> Cost:
    """The first `most` messages of a day (or all of it) of so many patients, from five o'clock."""
    random.seed(1)
    began = time.monotonic()
    people = panel(1, patients, EVERYTHING_DAILY)
    world = prepare(BEGUN, url, people, 1, TROUBLE_FREE, by_hand=False)
    rows = remember(world.db, history, world.clock.at) if history else 0
    world.live(at(BEGUN, FIRST_HOUR))
    prepared, used, before = time.monotonic() - began, time.process_time(), _messages(world)
    while _messages(world) - before < most and world.clock.at < at(BEGUN, 24):
        world.live(world.clock.at + STEP)
    count = _messages(world) - before
    spent = time.process_time() - used
    world.db.close()
    return Cost(patients, count, rows, 1000 * spent / max(count, 1), prepared)


def _messages(world: World) -> int:
    return len(world.phones.texts) + len(world.written)
