"""Makes the three environments from the one lock, on any machine with Python 3.11."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from launch.trouble import Trouble, say

ROOT = Path(__file__).resolve().parent.parent
UV_AT_LEAST = (0, 8)  # older ones do not know this lock's conflicting groups
UV_HOME = ROOT / ".venv-uv"
ENVIRONMENTS = {"gateway": ("gateway",), "actions": ("actions",), "rasa": ("rasa",)}


def python_of(environment: str, root: Path = ROOT) -> Path:
    """The interpreter of an environment: gateway, actions or rasa."""
    return root / f".venv-{environment}" / "bin" / "python"


def set_up(environments: Iterable[str], *, tools: bool = False) -> None:
    """Bring the named environments to what uv.lock says; costs nothing when they are already there.

    With `tools` the gateway's environment also gets the test and check tools.
    """
    right_python()
    for name in environments:
        groups = ENVIRONMENTS[name] + (("tools",) if tools and name == "gateway" else ())
        if not fresh(name, groups):
            sync(name, groups)


def right_python() -> None:
    """Refuse every interpreter but 3.11: Rasa 3.6.21 and the lock are made for it."""
    if sys.version_info[:2] != (3, 11):
        found = ".".join(map(str, sys.version_info[:3]))
        raise Trouble(
            f"Python 3.11 is needed, this is {found}.",
            "Install Python 3.11 and run `make up PYTHON=/path/to/python3.11`.",
        )


def fresh(name: str, groups: Iterable[str], root: Path = ROOT) -> bool:
    """Whether the environment was made from this very lock, with at least these groups."""
    try:
        stamp = json.loads(stamp_file(name, root).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    has_all = set(groups) <= set(stamp["groups"])
    return stamp["lock"] == lock_digest(root) and has_all and python_of(name, root).exists()


def sync(name: str, groups: Iterable[str]) -> None:
    """Run `uv sync` for one environment and leave a stamp when it succeeded."""
    program = uv()
    say(f"  environment .venv-{name}: installing from uv.lock")
    command = [str(program), "sync", "--frozen", "--quiet", "--python", sys.executable]
    for group in groups:
        command += ["--group", group]
    environ = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    environ["UV_PROJECT_ENVIRONMENT"] = str(ROOT / f".venv-{name}")
    # A clinic's network often has a certificate of its own, which only the system's store knows.
    environ.setdefault("UV_SYSTEM_CERTS", "true")
    environ.setdefault("UV_NATIVE_TLS", "true")  # the same, to a uv that knows the older name
    stamp_file(name).unlink(missing_ok=True)
    if subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode:
        raise Trouble(
            f"The packages of .venv-{name} could not be installed (uv's reason stands above).",
            "Check the network or the package index (UV_DEFAULT_INDEX), then run it again.",
        )
    stamp = {"lock": lock_digest(), "groups": sorted(groups)}
    stamp_file(name).write_text(json.dumps(stamp), "utf-8")


def stamp_file(name: str, root: Path = ROOT) -> Path:
    return root / f".venv-{name}" / ".made-from.json"


def lock_digest(root: Path = ROOT) -> str:
    return hashlib.sha256((root / "uv.lock").read_bytes()).hexdigest()


def uv() -> Path:
    """A uv that is new enough: the one on the PATH, or a private one under .venv-uv."""
    private = UV_HOME / "bin" / "uv"
    for candidate in (shutil.which("uv"), private):
        if candidate and new_enough(Path(candidate)):
            return Path(candidate)
    say("  uv: not here or too old, installing a private one into .venv-uv")
    make_private_uv()
    return private


def new_enough(program: Path) -> bool:
    """Whether this uv answers, with a version that understands the lock."""
    if not program.exists():
        return False
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)\.(\d+)", answer.stdout)
    return found is not None and (int(found[1]), int(found[2])) >= UV_AT_LEAST


def make_private_uv() -> None:
    """Install uv into its own virtual environment.

    Neither the system's packages nor the user's are touched, so it also works where the
    distribution forbids `pip install` (PEP 668). Debian ships Python without `ensurepip`; there a
    bare environment is filled by the system's pip, if there is one.
    """
    wanted = f"uv>={UV_AT_LEAST[0]}.{UV_AT_LEAST[1]}"
    inside = str(UV_HOME / "bin" / "python")
    ways = (
        ([sys.executable, "-m", "venv", "--clear"], [inside, "-m", "pip"]),
        (
            [sys.executable, "-m", "venv", "--clear", "--without-pip"],
            [sys.executable, "-m", "pip", "--python", inside],
        ),
    )
    for make, pip in ways:
        if quietly([*make, str(UV_HOME)]) and quietly([*pip, "install", "--quiet", wanted]):
            return
    raise Trouble(
        "uv, which installs everything else, could not be installed.",
        "Install it (https://docs.astral.sh/uv/ or your package index) or, on Debian and Ubuntu, "
        "`apt-get install python3-venv`, then run it again.",
    )


def quietly(command: list[str]) -> bool:
    """Run, and show what it said only if it failed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        say("".join(f"    {line}\n" for line in (done.stdout + done.stderr).splitlines()[-5:]))
    return done.returncode == 0
