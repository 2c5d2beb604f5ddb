"""Runs a list of commands to the end, whatever fails, and says at the end what did."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from launch.setup import ROOT
from launch.trouble import Trouble, complain, say

Step = tuple[str, Sequence[str | Path]]
"""A name for people, and a command."""


@dataclass
class Steps:
    """The outcome of every step so far: name, what came of it, seconds."""

    done: list[tuple[str, str, float]] = field(default_factory=list)
    shown: threading.Lock = field(default_factory=threading.Lock)

    def run(
        self, name: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None
    ) -> bool:
        """Run one command with its output on the terminal; True when it succeeded."""
        say(f"\n== {name}")
        with self.timed(name) as outcome:
            done = subprocess.run(
                [str(part) for part in command],
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                check=False,
            )
            outcome("passed" if done.returncode == 0 else "FAILED")
        return done.returncode == 0

    def beside(self, *lanes: Sequence[Step]) -> None:
        """Run several lists of commands at the same time, each list in its order.

        What a command has printed is shown whole when it ends, so that no two are mixed.
        """
        names = "; ".join(", then ".join(name for name, _ in lane) for lane in lanes)
        say(f"\n== at the same time, each shown when it ends: {names}")
        with ThreadPoolExecutor(len(lanes)) as pool:
            for lane in [pool.submit(self._follow, lane) for lane in lanes]:
                lane.result()

    def _follow(self, lane: Sequence[Step]) -> None:
        for name, command in lane:
            began = time.monotonic()
            done = subprocess.run(
                [str(part) for part in command],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
            outcome = "passed" if done.returncode == 0 else "FAILED"
            with self.shown:
                say(f"\n== {name}\n{done.stdout.rstrip()}")
                self.done.append((name, outcome, time.monotonic() - began))

    def call(self, name: str, work: Callable[[], object]) -> bool:
        """Run one function; Trouble is told, noted and does not end the run."""
        say(f"\n== {name}")
        with self.timed(name) as outcome:
            try:
                work()
            except Trouble as trouble:
                complain(trouble)
                outcome("FAILED")
                return False
            outcome("passed")
        return True

    def skip(self, name: str, why: str) -> None:
        say(f"\n== {name}\nskipped: {why}")
        self.done.append((name, f"skipped: {why}", 0.0))

    @contextmanager
    def timed(self, name: str) -> Iterator[Callable[[str], None]]:
        began = time.monotonic()
        words: list[str] = []
        yield words.append
        self.done.append((name, words[-1], time.monotonic() - began))

    @property
    def failed(self) -> bool:
        return any(word == "FAILED" for _, word, _ in self.done)

    def summary(self) -> str:
        """One line a step, the failures among them easy to see."""
        widest = max((len(name) for name, _, _ in self.done), default=0)
        return "\n".join(
            f"  {name:<{widest}}  {seconds:6.1f} s  {word}" for name, word, seconds in self.done
        )
