"""What a home reading can be, and what to propose when a patient's numbers cannot be one."""

from dataclasses import dataclass
from typing import Any, Mapping

from nlu.claims import Claim

# Limits included (the contract's rule 2). Outside them a number is a slip, not an illness.
SYSTOLIC = (50, 300)
DIASTOLIC = (20, 200)
GLUCOSE = (10, 800)  # mg/dL
POUNDS = (50, 900)
MG_DL_PER_MMOL_L = 18.016
POUNDS_PER_KILO = 2.20462

# What a question can leave open that is no reading yet: a number that nobody has named, one
# number of a pressure, and two readings to choose from. They are never charted as they stand.
NUMBER = "number"
HALF = "half_pressure"
CANDIDATES = "candidates"

Reading = dict[str, Any]


@dataclass(frozen=True)
class Doubt:
    """Why a claim is asked back instead of charted, and what the question may propose."""

    reason: str
    proposal: Reading | None = None


def reading(claim: Claim) -> Reading:
    """The claim as the clinical API takes it: whole numbers stay whole."""
    if claim.kind == "blood_pressure":
        top, bottom = (int(v) for v in claim.values)
        pulse = int(claim.pulse) if claim.pulse is not None else None
        return {"type": claim.kind, "systolic": top, "diastolic": bottom, "pulse": pulse}
    [value] = claim.values
    return {"type": claim.kind, "value": tidy(value), "unit": claim.unit}


def tidy(value: float) -> float | int:
    return int(value) if value == int(value) else value


def doubt(claim: Claim) -> Doubt | None:
    """None when the claim is plausible; never swaps or multiplies silently."""
    if claim.kind == "blood_pressure":
        return _pressure_doubt(*claim.values)
    [value] = claim.values
    if claim.kind == "glucose":
        mg_dl = value * MG_DL_PER_MMOL_L if claim.unit == "mmol/L" else value
        return None if _within(mg_dl, GLUCOSE) else Doubt("implausible")
    pounds = value * POUNDS_PER_KILO if claim.unit == "kg" else value
    return None if _within(pounds, POUNDS) else Doubt("implausible")


def _pressure_doubt(top: float, bottom: float) -> Doubt | None:
    whole = top == int(top) and bottom == int(bottom)
    if whole and _within(top, SYSTOLIC) and _within(bottom, DIASTOLIC) and top > bottom:
        return None
    if whole and _within(bottom, SYSTOLIC) and _within(top, DIASTOLIC) and bottom > top:
        return Doubt("reversed", pressure(bottom, top))
    if _within(top * 10, SYSTOLIC) and _within(bottom * 10, DIASTOLIC) and top > bottom:
        return Doubt("cmhg", pressure(top * 10, bottom * 10))
    return Doubt("implausible")


def nameless(value: float) -> Reading:
    return {"type": NUMBER, "value": tidy(value)}


def half(value: float) -> Reading:
    return {"type": HALF, "value": tidy(value)}


def candidates(one: Reading, other: Reading) -> Reading:
    return {"type": CANDIDATES, "of": [one, other]}


def pair(one: float, other: float) -> Reading | None:
    """The pressure two numbers make, the bigger one on top; None when they make none."""
    top, bottom = max(one, other), min(one, other)
    return None if _pressure_doubt(top, bottom) else pressure(top, bottom)


def pressure(top: float, bottom: float) -> Reading:
    return {
        "type": "blood_pressure",
        "systolic": round(top),
        "diastolic": round(bottom),
        "pulse": None,
    }


def pressure_of(written: str | None) -> tuple[float, float] | None:
    """The two figures of a pressure as the chart writes it: "148/92"."""
    top, slash, bottom = str(written or "").partition("/")
    whole = slash and top.isdecimal() and bottom.isdecimal()
    return (float(top), float(bottom)) if whole else None


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def fits(kind: str, value: float, last: Mapping[str, float | None], *, alone: bool) -> bool:
    """Whether a bare number can be the answer to a check-in of this kind.

    Bodies change slowly: a weight fits within 30% of the last one, and within 15% when another
    open check-in (`alone` false) could have been meant.
    """
    if kind == "bp":
        return value == int(value) and _within(value, (DIASTOLIC[0], SYSTOLIC[1]))
    if kind == "glucose":
        return value == int(value) and _within(value, GLUCOSE)
    if kind == "weight":
        before = last.get("weight")
        near = not before or abs(value - before) <= (0.3 if alone else 0.15) * before
        return _within(value, POUNDS) and near
    return False
