"""What the clinicians wrote, read once; like every protocol, a change needs a restart."""

from functools import lru_cache
from pathlib import Path

from gateway import escalations, protocols
from gateway.escalations import EscalationRules
from gateway.protocols import Rulebook
from gateway.settings import Settings


def rulebook(settings: Settings) -> Rulebook:
    """Today's protocols."""
    return _rulebook(settings.protocols_dir, settings.data_dir)


def escalation_rules(settings: Settings) -> EscalationRules:
    """Today's table of tiers and windows."""
    return _escalation_rules(settings.protocols_dir)


@lru_cache
def _rulebook(folder: str, data: str) -> Rulebook:
    return protocols.load(Path(folder), Path(data) / "vitals.yml")


@lru_cache
def _escalation_rules(folder: str) -> EscalationRules:
    return escalations.load_rules(Path(folder))
