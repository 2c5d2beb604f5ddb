"""`make bench-scale`: how cost grows, printed as lines of a table."""

import os
import sys
import tempfile
from pathlib import Path

import structlog

from benchmarks.scale import cost, waiting

MESSAGES, A_YEAR = 2_000, 365
TIMERS, AT_ONCE = 25_000, 2_500


def main() -> int:
    """Each measurement in a fresh database of its own."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    only = os.environ.get("ONLY", "panels,history,idle,lateness").split(",")
    _say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the beginning")
    with tempfile.TemporaryDirectory() as folder:
        for part in only:
            PARTS[part](Path(folder))
    _say(f"load {os.getloadavg()[0]:.1f} at the end")
    return 0


def _panels(folder: Path) -> None:
    first = None
    panels = os.environ.get("PANELS", "250,2500,25000").split(",")
    for patients in (int(one) for one in panels):
        told = cost.cost(f"sqlite:///{folder / f'{patients}.db'}", patients, MESSAGES)
        first = first or told
        _say(
            f"{patients} patients: {told.ms:.1f} ms a message ({told.messages} messages), "
            f"{told.ms / first.ms:.2f} of {first.patients} patients'"
        )


def _history(folder: Path) -> None:
    patients = int(os.environ.get("PATIENTS") or 250)
    without = cost.cost(f"sqlite:///{folder / 'new.db'}", patients, MESSAGES)
    beside = cost.cost(f"sqlite:///{folder / 'old.db'}", patients, MESSAGES, history=A_YEAR)
    _say(
        f"{patients} patients with a year behind them ({beside.rows} rows): {beside.ms:.1f} ms "
        f"a message, {beside.ms / without.ms:.2f} of {without.ms:.1f} ms without"
    )


def _idle(folder: Path) -> None:
    share = waiting.idle(f"sqlite:///{folder / 'idle.db'}", TIMERS)
    _say(f"{TIMERS} timers waiting: {share:.1f} % of one core")


def _lateness(folder: Path) -> None:
    url = os.environ.get("DATABASE") or f"sqlite:///{folder / 'late.db'}"
    workers = int(os.environ.get("WORKERS") or 1)
    late = sorted(waiting.lateness(url, AT_ONCE, workers))
    p50, p99 = (late[int(len(late) * part)] for part in (0.5, 0.99))
    _say(
        f"{AT_ONCE} questions due in one instant, {workers} worker(s): half kept after "
        f"{p50:.1f} s, 99 of 100 after {p99:.1f} s, all {len(late)} after {late[-1]:.1f} s"
    )


PARTS = {"panels": _panels, "history": _history, "idle": _idle, "lateness": _lateness}


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
