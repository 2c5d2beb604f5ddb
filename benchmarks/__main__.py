"""Runs every benchmark and writes docs/benchmarks.md."""

import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks import memory, turns, webhook
from tests.town import Town

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
    REPORT.write_text(report(turn, held, hooks, opened), "utf-8")
    sys.stdout.write(REPORT.read_text("utf-8"))
    return 0


def report(turn: turns.Turns, held: dict[str, float], hooks: dict, opened: float) -> str:  # type: ignore[type-arg]
    gateway, bare = hooks["gateway"], hooks["bare"]
    rows = "\n".join(f"| {name} | {size:.0f} MB |" for name, size in sorted(held.items()))
    return f"""# Benchmarks

Measured {datetime.now(UTC):%Y-%m-%d} by `make bench` on {psutil.cpu_count()} cores,
{psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()}, SQLite with
synchronous=FULL, everything (load generator, sandbox and all processes) on one machine. Ratios are of one run; seconds
move with the machine.

| what | Promotora | baseline | ratio of medians |
| --- | --- | --- | --- |
| webhook answer at {webhook.PER_SECOND}/s, {webhook.SECONDS} s (p50 / p95 / worst) | {gateway} | bare FastAPI route, one insert: {bare} | {gateway.p50 / bare.p50:.1f} |
| full turn, webhook in to reply at Twilio | {turn.full} | bare Rasa turn: {turn.bare} | {turn.full.p50 / turn.bare.p50:.1f} |

Sustained: **{turn.per_second:.1f} full turns a second** ({turn.texts} texts of 20 patients at once, each with its
reading, chart notes and answer).

All processes healthy and the cohort read {opened:.1f} s after the first one was started (environments and model there).

| process | resident memory |
| --- | --- |
{rows}
| all | {sum(held.values()):.0f} MB |
"""


if __name__ == "__main__":
    sys.exit(main())
