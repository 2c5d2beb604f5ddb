"""`make test`: the whole suite, in all three environments, on a machine that has nothing yet."""

import os
import shutil
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from launch import model
from launch.setup import ENVIRONMENTS, ROOT, python_of, set_up
from launch.steps import Step, Steps
from launch.trouble import Trouble, say

RESULTS = ROOT / "var" / "test"
ALONE = ("journeys", "crashes")
TWO = ("-n", "2", "--dist", "loadfile")  # two at a time, a file each
BROWSER = ("chromium", "chromium-driver")  # Debian's names; Ubuntu's are snaps and do not fit here


def suite() -> int:
    """Set up, train, and run every test; the exit status is 1 if anything failed."""
    began = time.monotonic()
    steps = Steps()
    if earlier := os.environ.get("CHECKED"):
        steps.done.append(("make check, before", earlier, 0.0))
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    set_up(ENVIRONMENTS, tools=True)
    steps.call("browser", browser)
    conversations(steps)
    # Written for two processors. A kill loop needs one, and so do Rasa's tests. The rest runs two
    # files at a time: a story starts the five processes of an installation, which is most of its
    # time, and then waits. Every installation has a folder, ports and a database of its own.
    steps.beside(
        pytest(steps, "rasa", "tests/rasa") + pytest(steps, "actions", "tests/actions"),
        pytest(steps, "gateway", "tests/crashes"),
    )
    together = [f"--ignore=tests/{alone}" for alone in ALONE]
    for folder, how in (("tests", together), ("tests/journeys", [])):
        for step in pytest(steps, "gateway", folder, *TWO, *how):
            steps.run(*step)
    say("\n" + steps.summary())
    say(closing_line(RESULTS.glob("*.xml"), time.monotonic() - began))
    return int(steps.failed)


def conversations(steps: Steps) -> None:
    """Validate Rasa's data, train when no model fits, and hold Rasa's own test conversations."""
    steps.run("Rasa's data", [*model.launcher(), "validate"])
    steps.call("training", lambda: model.train_if_needed({"PROMOTORA_VAR": str(ROOT / "var")}))
    steps.run("Rasa's conversations (en, es)", [*model.launcher(), "test"])


def pytest(steps: Steps, environment: str, folder: str, *how: str) -> list[Step]:
    """One environment's tests, to be run; a folder that is not there is a skip, and no step."""
    name = f"pytest {folder} (.venv-{environment})"
    if not (ROOT / folder).is_dir():
        steps.skip(name, f"there is no {folder}")
        return []
    results = RESULTS / f"{environment}-{Path(folder).name}.xml"
    command = [str(python_of(environment)), "-m", "pytest", folder, f"--junitxml={results}", *how]
    return [(name, command)]


def browser() -> None:
    """Chromium and its driver for the console's tests: installed if that is allowed here."""
    if shutil.which("chromium") and shutil.which("chromedriver"):
        return
    by_hand = f"apt-get install {' '.join(BROWSER)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Trouble(
            "Chromium and chromedriver are missing, and only root may install them.",
            f"Run `sudo {by_hand}`, then `make test` again.",
        )
    say("  installing Chromium for the console's tests")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["update", "-qq"],
        ["install", "-qq", "-y", "--no-install-recommends", *BROWSER],
    ):
        done = subprocess.run(
            ["apt-get", *command], env=quiet, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            raise Trouble(
                "Chromium could not be installed (the reason stands above).",
                f"Mend apt's sources or run `{by_hand}` yourself, then `make test` again.",
            )


def closing_line(reports: Iterable[Path], seconds: float) -> str:
    """The sum of all pytest runs in pytest's own words, as the very last line."""
    count: Counter[str] = Counter()
    for report in reports:
        for run in ElementTree.parse(report).getroot().iter("testsuite"):
            for kind in ("tests", "failures", "errors", "skipped"):
                count[kind] += int(run.get(kind, 0))
    passed = count["tests"] - count["failures"] - count["errors"] - count["skipped"]
    told = [
        f"{number} {word}"
        for number, word in (
            (count["failures"], "failed"),
            (passed, "passed"),
            (count["skipped"], "skipped"),
            (count["errors"], "error"),
        )
        if number
    ]
    return f" {', '.join(told) or 'no tests ran'} in {seconds:.2f}s ".center(80, "=")
