"""The peers' own environments under var/peers, apart from the product's three."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from launch.setup import ROOT, python_of, uv
from launch.trouble import Trouble, say

PEERS = ROOT / "var" / "peers"
REQUIREMENTS = Path(__file__).parent
OURS = {"promotora": "rasa", "regex": "gateway"}  # read in the product's own environments


class Missing(Exception):
    """A peer that could not be installed or did not run: why, in one sentence."""


def python_for(peer: str) -> Path:
    """The interpreter a peer reads with; its environment is made when it is not there."""
    if peer in OURS:
        return python_of(OURS[peer])
    pins = REQUIREMENTS / f"requirements-{peer}.txt"
    home = PEERS / f"environment-{peer}"
    stamp, made_from = home / "made-from", hashlib.sha256(pins.read_bytes()).hexdigest()
    python = home / "bin" / "python"
    if not (stamp.exists() and stamp.read_text("utf-8") == made_from and python.exists()):
        say(f"  environment {home.name}: installing from {pins.name}")
        install(home, pins)
        stamp.write_text(made_from, "utf-8")
    return python


def install(home: Path, pins: Path) -> None:
    """Exactly the pins: Rasa's own metadata refuses some of them on Python 3.11."""
    try:
        program = uv()
    except Trouble as trouble:
        raise Missing(str(trouble)) from None
    run([program, "venv", "--quiet", "--clear", "--python", sys.executable, home])
    inside = home / "bin" / "python"
    run([program, "pip", "install", "--quiet", "--no-deps", "--python", inside, "-r", pins])


def run(command: Sequence[str | Path], *, quiet: bool = True) -> None:
    """Run at the root; a failure is told by the last line it wrote."""
    env = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    env |= {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    env |= {"SQLALCHEMY_SILENCE_UBER_WARNING": "1", "PYTHONWARNINGS": "ignore"}
    told = [str(part) for part in command]
    done = subprocess.run(
        told, cwd=ROOT, env=env, check=False, text=True, errors="replace", capture_output=quiet
    )
    if done.returncode:
        lines = (done.stderr or "").strip().splitlines()
        why = lines[-1].strip() if lines else f"{' '.join(told[:3])} ended with {done.returncode}"
        raise Missing(why.replace(f"{ROOT}/", ""))
