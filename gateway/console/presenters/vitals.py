"""Readings as a nurse writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.console.presenters.times import When, when
from gateway.readings.tables import Reading

NAMES = {"blood_pressure": "Blood pressure", "glucose": "Glucose", "weight": "Weight"}
UNITS = {"blood_pressure": "mmHg", "glucose": "mg/dL", "weight": "lb"}
SEVERITY = {"critical": "Critical", "abnormal": "Out of range", "normal": "In range"}
CHECK_INS = {
    "bp": "Blood pressure",
    "glucose": "Glucose",
    "weight": "Weight",
    "adherence": "Medicines taken?",
    "symptom": "How are you feeling?",
    "review": "Time for a call",
}
NEEDED_FOR = {"glucose": "diabetes", "weight": "heart_failure"}


@dataclass(frozen=True)
class Measured:
    """One reading: `value` with `unit`, its severity as a code and in words, and when.

    `counts`: False once the patient has put it right; `corrected` says so, on either side of it.
    """

    id: str
    name: str
    value: str
    unit: str
    severity: str
    severity_words: str
    at: When
    judged_by: str
    said_as: str
    counts: bool = True
    corrected: str = ""


def measured(reading: Reading, timezone: str, *, now: datetime) -> Measured:
    return Measured(
        id=reading.id,
        name=vital_name(reading.vital),
        value=value(reading.values),
        unit=UNITS.get(reading.vital, str(reading.said.get("unit") or "")),
        severity=reading.severity,
        severity_words=SEVERITY.get(reading.severity, reading.severity),
        at=when(reading.taken_at, timezone, now=now),
        judged_by=judged_by(reading),
        said_as=_said_as(reading),
    )


def vital_name(vital: str) -> str:
    return NAMES.get(vital) or plain(vital)


def in_words(reading: Reading) -> str:
    """E.g. "Blood pressure 190/110 mmHg": what was measured, without the pulse beside it."""
    return f"{vital_name(reading.vital)} {amount(reading)}"


def amount(reading: Reading) -> str:
    """E.g. "190/110 mmHg", without the pulse beside it."""
    told = value({part: number for part, number in reading.values.items() if part != "pulse"})
    unit = UNITS.get(reading.vital, str(reading.said.get("unit") or ""))
    return f"{told} {unit}".strip()


def plain(code: str) -> str:
    """A stable code in readable words, for codes this room has no words for yet."""
    return code.replace("_", " ").strip().capitalize()


def value(values: Mapping[str, Any]) -> str:
    """A blood pressure as "138/82, pulse 71", a weight as "184.5"."""
    if "systolic" in values and "diastolic" in values:
        pressure = f"{number(values['systolic'])}/{number(values['diastolic'])}"
        pulse = values.get("pulse")
        return f"{pressure}, pulse {number(pulse)}" if pulse else pressure
    return ", ".join(number(part) for part in values.values() if part is not None)


def number(amount: Any) -> str:
    """At most one decimal, and none that says nothing."""
    return f"{round(amount, 1):g}" if isinstance(amount, int | float) else str(amount)


def judged_by(reading: Reading) -> str:
    """The rule that decided, and the version it was written in."""
    if reading.protocol_version in ("", "none"):
        return "No protocol of this patient covers it"
    rule = f"\u201c{reading.rule}\u201d" if reading.rule else "no rule matched"
    return f"{rule}, {reading.protocol_version.replace('@', ' version ')}"


def _said_as(reading: Reading) -> str:
    """How the patient gave it, when that differs from how it is written down."""
    unit = str(reading.said.get("unit") or "")
    if not unit or unit == UNITS.get(reading.vital) or "value" not in reading.said:
        return ""
    return f"{number(reading.said['value'])} {unit}"
