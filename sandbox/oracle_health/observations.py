"""The last home and office readings of the invented panel, as the chart holds them."""

from collections.abc import Iterator
from typing import Any

from sandbox.clock import iso
from sandbox.oracle_health.panel import Person

DAY = 86_400.0
DAYS_AGO = (2, 9, 23, 51)
WOBBLE = (0, -4, 3, -2)
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


def observations(person: Person, *, now: float) -> Iterator[tuple[dict[str, Any], float]]:
    """Four readings of each kind the person has, newest two days old."""
    for nth, (days, off) in enumerate(zip(DAYS_AGO, WOBBLE, strict=True)):
        at = now - days * DAY
        if person.bp:
            high, low = person.bp[0] + 2 * off, person.bp[1] + off
            yield _bp(person, f"{person.id}1{nth}", high, low, at), at
        if person.pulse:
            rate = _quantity(person.pulse + off, "/min", "bpm")
            yield _one(person, f"{person.id}2{nth}", "8867-4", "Heart rate", rate, at), at
        if person.weight:
            pounds = _quantity(round(person.weight + 0.4 * off, 1), "[lb_av]", "lb")
            yield _one(person, f"{person.id}3{nth}", "29463-7", "Body weight", pounds, at), at
        if person.glucose:
            sugar = _quantity(person.glucose + 3 * off, "mg/dL", "mg/dL")
            code, name = "41604-0", "Fasting glucose [Mass/volume] in Capillary blood by Glucometer"
            yield _one(person, f"{person.id}4{nth}", code, name, sugar, at, "laboratory"), at


def _quantity(value: float, code: str, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": UCUM, "code": code}


def _code(code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": LOINC, "code": code, "display": display}], "text": display}


def _frame(
    person: Person, of: str, code: dict[str, Any], at: float, category: str
) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": of,
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": category}]}],
        "code": code,
        "subject": {"reference": f"Patient/{person.id}"},
        "effectiveDateTime": iso(at),
        "issued": iso(at),
    }


def _one(
    person: Person, of: str, code: str, name: str, value: dict[str, Any], at: float,
    category: str = "vital-signs",
) -> dict[str, Any]:  # fmt: skip
    return _frame(person, of, _code(code, name), at, category) | {"valueQuantity": value}


def _bp(person: Person, of: str, high: int, low: int, at: float) -> dict[str, Any]:
    panel = _code("85354-9", "Blood pressure panel with all children optional")
    parts = [
        {"code": _code("8480-6", "Systolic blood pressure"),
         "valueQuantity": _quantity(high, "mm[Hg]", "mmHg")},
        {"code": _code("8462-4", "Diastolic blood pressure"),
         "valueQuantity": _quantity(low, "mm[Hg]", "mmHg")},
    ]  # fmt: skip
    return _frame(person, of, panel, at, "vital-signs") | {"component": parts}
