"""The short report: counts, what went wrong on purpose, how long it took, and what must not be."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.rehearsal.proof import outcome
from benchmarks.rehearsal.world import World

MOST = 20


@dataclass(frozen=True)
class Report:
    """`wrong` is how many things were."""

    text: str
    wrong: int


def report(name: str, world: World, found: list[str], seconds: float, cpu: float) -> Report:
    """Of one fortnight; `seconds` of the wall, `cpu` of one processor."""
    how, tasks, print_ = outcome(world)
    texts, database = world.phones.texts, world.db.engine.dialect.name
    messages = len(texts) + len(world.written)
    kills = ", ".join(f"{kill.kind} {kill.stage}" for kill, _ in world.killed)
    lines = [
        f"== {name} from {world.begun} on {database}: {len(world.people)} patients, "
        f"seed {world.seed}",
        f"   plans      {_counted(Counter(one.plan for one in world.people.values()))}; "
        "symptoms weekly, a call monthly",
        f"   texts      {_counted(Counter(left.what for left in texts))}",
        f"   heard      {len(world.written)} texts, {len(world.pager.incidents)} pages, "
        f"{len(world.pager.rings)} calls to the on-call list, {len(world.chart.filed)} notes",
        f"   rung       {len(world.telephones.rung)} calls, and nobody picked up",
        f"   check-ins  {_counted(how)}",
        f"   tasks      {_counted(tasks)}",
        "   trouble    5 h no worker, 1.5 h no Rasa, 24 h no EHR, 1 h no PagerDuty; the second of "
        f"two workers killed {len(world.killed)} times ({kills or 'never'})",
        f"   busiest    {_busiest(world)}",
        f"   took       {seconds:.0f} s, {cpu:.0f} s of one processor, "
        f"{1000 * cpu / max(messages, 1):.1f} ms a message; outcome {print_}",
        f"   wrong      {len(found) or 'nothing'}",
        *(f"     {line} (x{times})" for line, times in Counter(found).most_common(MOST)),
    ]
    return Report("\n".join(lines) + "\n", len(found))


def _busiest(world: World) -> str:
    minutes = Counter(left.at.replace(second=0, microsecond=0) for left in world.phones.texts)
    if not minutes:
        return "no text left"
    ended = world.trouble.dark.last
    after = sum(n for at, n in minutes.items() if ended <= at < ended + timedelta(minutes=5))
    (busiest, most), *_ = minutes.most_common(1)
    return (
        f"{most} texts in the minute of {busiest:%m-%d %H:%M} UTC; "
        f"{after} in the five minutes after no worker ran"
    )


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counter.most_common()) or "none"
