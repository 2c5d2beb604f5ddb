"""A steady load, and what its answers took."""

import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass


@dataclass(frozen=True)
class Took:
    """Milliseconds an answer took: median, 95th percentile, worst."""

    p50: float
    p95: float
    worst: float

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f} / {self.worst:.1f} ms"


def took(seconds: list[float]) -> Took:
    ordered = sorted(1000 * one for one in seconds)
    at = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return Took(statistics.median(ordered), at, ordered[-1])


def steadily(per_second: float, count: int, act: Callable[[int], object]) -> Took:
    """Start `act(0..count-1)` at a fixed pace, whatever the answers take (an open load)."""
    seconds: list[float] = []
    lock = threading.Lock()
    began = time.monotonic()

    def one(number: int) -> None:
        started = time.monotonic()
        act(number)
        with lock:
            seconds.append(time.monotonic() - started)

    with ThreadPoolExecutor(64) as pool:
        for number in range(count):
            time.sleep(max(0.0, began + number / per_second - time.monotonic()))
            pool.submit(one, number)
    if len(seconds) != count:
        raise RuntimeError(f"{count - len(seconds)} of {count} requests failed")
    return took(seconds)
