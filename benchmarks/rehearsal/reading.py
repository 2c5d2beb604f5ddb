"""What the stand-in for Rasa makes of a text: the five forms the invented patients write in."""

import re
from typing import Any


def read(text: str) -> dict[str, Any]:
    """An interpretation as the clinical API takes it."""
    means: dict[str, Any] = {
        "act": "accept", "readings": [], "answer": None, "language": None, "time": None,
        "reason": None, "proposal": None, "evidence": [], "confidence": 1.0, "model": "rehearsal",
    }  # fmt: skip
    if pressure := re.fullmatch(r"(\d+)/(\d+)", text):
        top, bottom = (int(number) for number in pressure.groups())
        means["readings"] = [{"type": "blood_pressure", "systolic": top, "diastolic": bottom,
                              "pulse": None}]  # fmt: skip
    elif measured := re.fullmatch(r"(\d+) (mg/dL|lb)", text):
        kind = "weight" if measured[2] == "lb" else "glucose"
        means["readings"] = [{"type": kind, "value": int(measured[1]), "unit": measured[2]}]
    elif text in ("YES", "1", "NO", "2"):
        means["answer"] = "yes" if text in ("YES", "1") else "no"
    else:
        means["time"] = text
    return means
