"""The charts we know, by the name that the setting PROMOTORA_EHR gives them."""

from collections.abc import Callable
from datetime import datetime

from gateway.settings import Settings
from gateway.vendors.ehr.oracle_health import OracleHealth
from gateway.vendors.ehr.port import (
    CarePlan,
    Chart,
    ChartPatient,
    ChartValue,
    Medication,
    Note,
)

# A new EHR: one file beside oracle_health.py, its import above, its line below.
CHARTS: dict[str, Callable[..., Chart]] = {
    OracleHealth.name: OracleHealth,
}


def chart(settings: Settings, *, now: Callable[[], datetime]) -> Chart:
    """The practice's chart. Raises ValueError, naming the known ones, for any other name."""
    if settings.ehr not in CHARTS:
        known = ", ".join(sorted(CHARTS))
        raise ValueError(f"PROMOTORA_EHR is {settings.ehr!r}; known charts: {known}")
    return CHARTS[settings.ehr](settings, now=now)


__all__ = [
    "CHARTS",
    "CarePlan",
    "Chart",
    "ChartPatient",
    "ChartValue",
    "Medication",
    "Note",
    "chart",
]
