"""One peer reads everything, alone in its own environment and on one core.

`python -m benchmarks.peers.read PEER TASK OUT`: TASK is a JSON file of replies without labels and
of numbers in words; OUT gets what was made of them and how many replies a second.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PEERS = {  # -> where it is, and the packages whose versions say what it was
    "promotora": ("benchmarks.peers.promotora", "Promotora", ("rasa", "scikit-learn")),
    "regex": ("benchmarks.peers.afternoon", "RegexBot", ()),
    "recognizers": ("benchmarks.peers.recognizers", "Recognizers", ("recognizers-text-number",)),
    "diet": ("benchmarks.peers.diet", "Diet", ("rasa", "tensorflow-cpu")),
}
WARM = 50  # replies read before the clock starts: both libraries compile at first use


def main(name: str, task: Path, out: Path) -> int:
    place, kind, packages = PEERS[name]
    alone()
    peer = getattr(importlib.import_module(place), kind)()
    told = json.loads(task.read_text("utf-8"))
    made, per_second = timed(peer, told["replies"])
    answer = {
        "made": made,
        "per_second": per_second,
        "spoken": [peer.of(reply) for reply in told["spoken"]],
        "numbers": counted(peer, told["numbers"]),
        "versions": versions(packages),
    }
    out.write_text(json.dumps(answer), "utf-8")
    return 0


def alone() -> None:
    """One core, where the system can say so: Linux."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def timed(peer: Any, replies: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], float]:
    """What was made of each, and replies a second of the process's own CPU time.

    CPU time, because others may share the core.
    """
    for reply in replies[:WARM]:
        peer.of(reply)
    began = time.process_time()
    made = [peer.of(reply) for reply in replies]
    took = time.process_time() - began
    keys = ("act", "readings", "answer")
    return [{key: one.get(key) for key in keys} for one in made], len(replies) / took


def counted(peer: Any, words: Sequence[tuple[str, str]]) -> list[list[float]] | None:
    """The numbers read in each text; None of a peer that reads no words."""
    if not hasattr(peer, "numbers"):
        return None
    return [peer.numbers(text, language) for text, language in words]


def versions(packages: Sequence[str]) -> dict[str, str]:
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
