"""Runs every benchmark and writes docs/benchmarks.md."""

import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks import memory, turns, webhook
from benchmarks.load import Took
from tests.town import Town

SCALE = "\n## How cost grows"
"""Measured by `make bench-scale` and `make rehearsal`, and written by hand: it stays."""
REPORT = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def main() -> int:
    """Open one installation on SQLite with full durability and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        town = Town(Path(folder), PROMOTORA_SQLITE_SYNCHRONOUS="FULL")
        began = time.monotonic()
        try:
            town.open()
            opened = time.monotonic() - began
            turn = turns.measure(town)
            held = memory.measure(town)
            hooks = webhook.measure(town, Path(folder))
        finally:
            town.close()
    _, scale, measured = REPORT.read_text("utf-8").partition(SCALE)
    REPORT.write_text(report(turn, held, hooks, opened) + scale + measured, "utf-8")
    sys.stdout.write(REPORT.read_text("utf-8"))
    return 0


def report(turn: turns.Turns, held: dict[str, float], hooks: dict[str, Took], opened: float) -> str:
    """The page: ratios first, because seconds move with the machine."""
    gateway, bare = hooks["gateway"], hooks["bare"]
    lines = [
        "# Benchmarks",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `make bench` on {psutil.cpu_count()} cores, "
        f"{psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()}, SQLite with",
        "synchronous=FULL. Load generator, sandbox and all processes share the machine. Ratios are",
        "of one run; seconds move with the machine. Times are median / 95th percentile / worst.",
        "",
        "| what | Promotora | baseline of the same run | ratio of medians |",
        "| --- | --- | --- | --- |",
        f"| webhook answer at {webhook.PER_SECOND} messages/s for {webhook.SECONDS} s | {gateway} "
        f"| bare FastAPI route with one insert: {bare} | {gateway.p50 / bare.p50:.1f} |",
        f"| full turn: phone's text to its answer at Twilio | {turn.full} "
        f"| bare Rasa turn: {turn.bare} | {turn.full.p50 / turn.bare.p50:.1f} |",
        "",
        f"Sustained: **{turn.per_second:.1f} full turns a second** ({turn.texts} texts of 20",
        "patients at once, each with its reading, chart notes and answer). It is bound by the two",
        f"cores: a turn costs {sum(turn.cpu_ms.values()):.0f} ms of CPU over all processes, "
        "and the load generator its own.",
        "",
        f"First start of the processes until all were well and the cohort read: {opened:.1f} s",
        "(environments and model were there). See the README for `make up`.",
        "",
        "| process | resident memory | CPU per turn |",
        "| --- | --- | --- |",
        *(f"| {n} | {size:.0f} MB | {turn.cpu_ms[n]:.0f} ms |" for n, size in sorted(held.items())),
        f"| all | {sum(held.values()):.0f} MB | {sum(turn.cpu_ms.values()):.0f} ms |",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
