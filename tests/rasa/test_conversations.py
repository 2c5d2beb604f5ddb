"""The clinician's cases, through the trained model: what is written, asked, understood."""

from typing import Any

import pytest
from conftest import ROOT
from ruamel.yaml import YAML

from nlu.reader import Reader


def _cases() -> list[Any]:
    found = []
    for path in sorted((ROOT / "tests/conversations").glob("??.yml")):
        told = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
        for case in told["replies"]:
            name = f"{told['language']}-{case['asked']}-{case['says']}"
            found.append(pytest.param(told["language"], case, id=name))
    return found


def said(reading: dict[str, Any]) -> str:
    if reading["type"] == "blood_pressure":
        pulse = f" pulse {reading['pulse']}" if reading["pulse"] else ""
        return f"{reading['systolic']}/{reading['diastolic']}{pulse}"
    return f"{reading['value']:g} {reading['unit']}"


@pytest.mark.parametrize(("language", "case"), _cases())
def test_what_patients_write_is_understood(
    reader: Reader, language: str, case: dict[str, Any]
) -> None:
    asked, after = case["asked"], case.get("after")
    metadata = {
        "language": language,
        "context": asked,
        "open_check_ins": [asked],
        "follow_up": after,
    }

    made = reader.interpretation(case["says"], metadata)

    assert made["act"] in [case["act"], *case.get("or", [])], made
    assert [said(r) for r in made["readings"]] == case.get("reads", []), made
    for part in ("answer", "reason", "time", "device", "why", "again", "call"):
        assert part not in case or made.get(part) == case[part], made
