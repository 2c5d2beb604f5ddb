"""Gives every peer the same replies and writes docs/benchmarks-peers.md."""

import json
import sys
from typing import Any

from benchmarks.peers.environments import PEERS as FOLDER
from benchmarks.peers.environments import Missing, python_for, run
from benchmarks.peers.page import page
from benchmarks.peers.read import PEERS
from benchmarks.peers.task import labelled, task
from launch.setup import ROOT
from launch.trouble import say

REPORT = ROOT / "docs" / "benchmarks-peers.md"


def main() -> int:
    """Status 1 when a peer is missing: the page says which, and is written all the same."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    golden = labelled()
    (FOLDER / "task.json").write_text(json.dumps(task(golden)), "utf-8")
    answers: dict[str, dict[str, Any]] = {}
    missing: dict[str, str] = {}
    for peer in PEERS:
        try:
            answers[peer] = read_by(peer)
        except Missing as why:
            missing[peer] = str(why)
            say(f"  {peer}: not measured: {why}")
    REPORT.write_text(page(golden, answers, missing), "utf-8")
    sys.stdout.write(REPORT.read_text("utf-8"))
    return 1 if missing else 0


def read_by(peer: str) -> dict[str, Any]:
    """What this peer made of everything, in a process of its own."""
    python = python_for(peer)
    if peer == "diet":
        say("  diet: training, where no model of these replies is kept (ten minutes)")
        run([python, "-m", "benchmarks.peers.diet"], quiet=False)
    say(f"  {peer}: reading")
    out = FOLDER / f"{peer}.json"
    run([python, "-m", "benchmarks.peers.read", peer, FOLDER / "task.json", out])
    answer: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return answer


if __name__ == "__main__":
    sys.exit(main())
