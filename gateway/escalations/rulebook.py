"""Reading protocols/escalation.yml: who must have a case by when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from gateway.errors import BadRules
from gateway.files import read_yaml

UNITS = {"minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True)
class Tier:
    """How soon somebody must have a case of this tier."""

    acknowledge_within: timedelta


@dataclass(frozen=True)
class EscalationRules:
    """What protocols/escalation.yml says; `version` is written beside what it decided."""

    version: str
    echo_within: timedelta
    tiers: Mapping[str, Tier]


def load(folder: Path) -> EscalationRules:
    """Read escalation.yml of the protocols folder.

    Raises:
        BadRules: something is missing or malformed; the message names the file and the entry.
    """
    path = folder / "escalation.yml"
    written = read_yaml(path)
    try:
        return EscalationRules(
            version=f"{written['escalation']}@{written['version']}",
            echo_within=duration(written["echo_within"]),
            tiers={name: _tier(written["tiers"][name]) for name in ("critical", "abnormal")},
        )
    except KeyError as missing:
        raise BadRules(f"{path} lacks {missing}.") from None
    except (TypeError, ValueError, AttributeError) as wrong:
        raise BadRules(f"{path}: {wrong}") from None


def duration(written: str) -> timedelta:
    """A duration written as "5 minutes", "4 hours" or "1 day"."""
    found = re.fullmatch(r"(\d+) (minute|hour|day)s?", str(written).strip())
    if found is None:
        raise ValueError(f"{written!r} is not a duration such as '5 minutes'")
    return timedelta(seconds=int(found[1]) * UNITS[found[2]])


def _tier(written: dict[str, Any]) -> Tier:
    return Tier(duration(written["acknowledge_within"]))
