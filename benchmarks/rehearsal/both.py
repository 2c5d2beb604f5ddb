"""Both clock changes, each in a process of its own, on the databases asked for."""

import gc
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import structlog
from sqlalchemy import create_engine, make_url, text

from benchmarks.rehearsal.people import Person, panel
from benchmarks.rehearsal.prepare import prepare
from benchmarks.rehearsal.proof import faults
from benchmarks.rehearsal.report import Report, report
from benchmarks.rehearsal.trouble import FORTNIGHT, at

BEGINS = {"clocks go forward": date(2026, 3, 1), "clocks go back": date(2026, 10, 25)}
PATIENTS = 800
"""As many as live through a fortnight each, half of them around either clock change, in 300 seconds
of two processors, at the 0.6 s of one that a patient took while both were shared."""


@dataclass(frozen=True)
class Task:
    """One fortnight of a part of the panel on one database."""

    name: str
    begun: date
    url: str
    people: Sequence[Person]
    seed: int
    days: int


def main(environ: Mapping[str, str]) -> int:
    """Rehearse both, each with its half of the panel; the exit status is 1 if anything was not as
    it must be."""
    os.environ.setdefault("PROMOTORA_SQLITE_SYNCHRONOUS", "OFF")  # power is not what is rehearsed
    patients, seed = int(environ.get("PATIENTS") or PATIENTS), int(environ.get("SEED") or 1)
    days, began = int(environ.get("DAYS") or FORTNIGHT), time.monotonic()
    load = os.getloadavg()[0]
    with databases(environ.get("DATABASE", "")) as urls, ProcessPoolExecutor(2) as pool:
        parts = halves(panel(seed, patients))
        tasks = [
            Task(name, begun, url, people, seed, days)
            for (name, begun), url, people in zip(BEGINS.items(), urls, parts, strict=True)
        ]
        found = [said for said in pool.map(rehearse, tasks)]
    for one in found:
        sys.stdout.write(one.text)
    wrong, took = sum(one.wrong for one in found), time.monotonic() - began
    sys.stdout.write(
        f"== both: {patients} patients in {took:.0f} s of real time, {os.cpu_count()} cores, "
        f"load {load:.1f} before; "
        f"{'nothing was wrong' if not wrong else f'{wrong} things were wrong'}\n"
    )
    return int(wrong > 0)


def halves(people: Sequence[Person]) -> tuple[Sequence[Person], Sequence[Person]]:
    """One for each clock change."""
    half = (len(people) + 1) // 2
    return people[:half], people[half:]


def rehearse(task: Task) -> Report:
    """One fortnight, with new workers every midnight."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    random.seed(task.seed)  # the jitter of retries
    began, used = time.monotonic(), time.process_time()
    world = prepare(task.begun, task.url, task.people, task.seed, task.days)
    gc.freeze()
    for number in range(task.days):
        world.live(at(task.begun + timedelta(days=number + 1), 0))
        world.restart()
        _progress(task, number + 1, time.monotonic() - began)
    try:
        seconds, cpu = time.monotonic() - began, time.process_time() - used
        return report(f"{task.name}, {task.days} days", world, list(faults(world)), seconds, cpu)
    finally:
        world.db.close()


def _progress(task: Task, day: int, seconds: float) -> None:
    done = 20 * day // task.days
    bar = "#" * done + "." * (20 - done)
    sys.stderr.write(f"[{bar}] {task.name}: day {day} of {task.days}, {seconds:.0f} s\n")
    sys.stderr.flush()


@contextmanager
def databases(where: str) -> Iterator[list[str]]:
    """Two empty databases: files of their own, or schemas of their own on Postgres."""
    if not where:
        with tempfile.TemporaryDirectory() as folder:
            yield [f"sqlite:///{Path(folder) / f'{number}.db'}" for number in range(len(BEGINS))]
        return
    names = [f"rehearsal_{number}" for number in range(len(BEGINS))]
    _each(where, "CREATE SCHEMA", names)
    try:
        url = make_url(where)
        yield [
            url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(
                hide_password=False
            )
            for name in names
        ]
    finally:
        _each(where, "DROP SCHEMA", names, "CASCADE")


def _each(where: str, act: str, names: list[str], how: str = "") -> None:
    engine = create_engine(where)
    with engine.begin() as connection:
        for name in names:
            connection.execute(text(f"{act} {name} {how}"))
    engine.dispose()
