"""The tokens of this installation: drawn once at random, kept under var/ for its owner only."""

import json
import os
import secrets
from pathlib import Path

from launch.trouble import Trouble

NAMES = (
    "PROMOTORA_RASA_TOKEN",
    "PROMOTORA_ACTIONS_TOKEN",
    "PROMOTORA_CLINICAL_TOKEN",
    "PROMOTORA_METRICS_TOKEN",
    "PROMOTORA_SANDBOX_PASSWORD",
    "PROMOTORA_TWILIO_AUTH_TOKEN",
    "PROMOTORA_PAGERDUTY_ROUTING_KEY",
    "PROMOTORA_PAGERDUTY_API_TOKEN",
    "PROMOTORA_PAGERDUTY_WEBHOOK_SECRET",
)
BETWEEN_OWN_PROCESSES = NAMES[:4]


def tokens(var: Path) -> dict[str, str]:
    """Environment name -> token, the same at every start; made at the first one.

    Nothing that ships in the source opens an installation, not even a sandbox that somebody put
    on the network. 32 hexadecimal characters, because PagerDuty routing keys have that shape.
    """
    path = var / "tokens.json"
    kept = read(path)
    if missing := [name for name in NAMES if name not in kept]:
        kept |= {name: draw(name) for name in missing}
        keep(path, kept)
    return kept


def draw(name: str) -> str:
    """A short one where a person types it, a long one elsewhere."""
    return secrets.token_hex(8 if name.endswith("PASSWORD") else 16)


def read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Trouble(
            f"{path} is not readable as JSON.",
            f"Delete {path}; new tokens are drawn at the next start.",
        )
    return {str(name): str(token) for name, token in found.items()}


def keep(path: Path, kept: dict[str, str]) -> None:
    """Write beside and rename, so that no reader ever meets half a file or an open one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(kept, file, indent=1)
    beside.replace(path)
