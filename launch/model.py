"""A model that fits the sources: trained when there is none, with progress a person can follow."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from launch.setup import ROOT, python_of
from launch.trouble import Trouble, say

STAGE = re.compile(r"(Starting to train|Restored) component '(\w+)'")


def train_if_needed(environ: Mapping[str, str]) -> None:
    """Train unless a model fits, or the operator named one; if that is missing, Rasa says so."""
    if not environ.get("PROMOTORA_RASA_MODEL") and not fits():
        say("  model              none fits the sources, training one (under a minute)")
        train(Path(environ.get("PROMOTORA_VAR") or "var") / "log" / "training.log")


def fits() -> bool:
    """Whether a model trained from exactly the present sources is there."""
    done = subprocess.run([*launcher(), "fits"], cwd=ROOT, capture_output=True, check=False)
    return done.returncode == 0


def train(log: Path) -> None:
    """Train; the terminal shows each component as it begins, the log what Rasa has to say."""
    log.parent.mkdir(parents=True, exist_ok=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith("PROMOTORA_")}
    with (
        log.open("w", encoding="utf-8") as kept,
        subprocess.Popen(
            [*launcher(), "train"],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as rasa,
    ):
        assert rasa.stdout
        for line in rasa.stdout:
            kept.write(line)
            if begun := STAGE.search(line):
                say(f"    {'training' if begun[1][0] == 'S' else 'unchanged'}: {begun[2]}")
    if rasa.returncode:
        last = log.read_text("utf-8").splitlines()[-12:]
        raise Trouble(
            "the model could not be trained:\n" + "\n".join(f"    {line}" for line in last),
            f"Mend the file it names under data/ or domain.yml; all of it stands in {log}.",
        )


def launcher() -> list[str]:
    return [str(python_of("rasa")), "-m", "nlu.launcher"]
