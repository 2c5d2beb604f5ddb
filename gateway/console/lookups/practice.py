"""The practice's calendar and windows, from the clinicians' own file, read once."""

from functools import lru_cache
from pathlib import Path

from gateway import escalations, triage
from gateway.console.presenters.practice import Practice
from gateway.protocols.calendar import load_calendar
from gateway.settings import Settings


def practice(settings: Settings) -> Practice:
    """As read when the process first asked; like every protocol, a change needs a restart."""
    return _practice(settings.protocols_dir)


@lru_cache
def _practice(folder: str) -> Practice:
    rules = escalations.load_rules(Path(folder))
    return Practice(
        timezone=load_calendar(Path(folder) / "escalation.yml").timezone,
        echo_within=rules.echo_within,
        windows={name: tier.acknowledge_within for name, tier in rules.tiers.items()},
        levels=triage.load_rules(Path(folder)).labels,
    )
