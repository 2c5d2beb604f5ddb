"""Interpretations are counted against their labels: harm first, alternatives allowed."""

from typing import Any

import pytest

from nlu import report
from nlu.scoring import Measure, Pair, measures, right, worst

BP = {"type": "blood_pressure", "systolic": 138, "diastolic": 82, "pulse": None}
WITH_PULSE = {**BP, "pulse": 72}
SUGAR = {"type": "glucose", "value": 142, "unit": "mg/dL"}


def pair(wanted: str, made: str, reads: Any = (), charts: Any = (), **more: Any) -> Pair:
    gold = {"act": wanted, "readings": list(reads), "answer": None, **more}
    return {"text": "x", "gold": gold}, {"act": made, "readings": list(charts), "answer": None}


@pytest.mark.parametrize(
    ("judged", "harm"),
    [
        (pair("emergency", "symptom"), "emergencies missed"),
        (pair("emergency", "symptom", alt=[{"act": "symptom"}]), "emergencies missed"),
        (pair("chat", "emergency"), "false emergencies"),
        (pair("chat", "emergency", alt=[{"act": "emergency"}]), None),
        (pair("accept", "accept", [BP], [SUGAR]), "messages with a wrong value charted"),
        (pair("accept", "accept", [BP], [BP, SUGAR]), "messages with a wrong value charted"),
        (pair("accept", "accept", [BP], [WITH_PULSE]), "messages with a wrong value charted"),
        (pair("accept", "accept", [WITH_PULSE], [BP]), "readings missed"),
        (pair("accept", "clarify", [BP]), "readings missed"),
        (pair("accept", "clarify", [BP], alt=[{"act": "clarify", "readings": []}]), None),
        (pair("stop", "chat"), "opt-outs missed"),
        (pair("chat", "stop"), "false opt-outs"),
        (pair("chat", "clarify"), None),
    ],
)
def test_harm_is_named_and_the_worst_counts(judged: Pair, harm: str | None) -> None:
    found = worst(judged)

    assert (found.name if found else None) == harm


def test_values_are_the_same_however_they_are_written() -> None:
    gold = [{"type": "weight", "value": 184.0, "unit": "lb"}, {**BP}]
    made = [{**BP}, {"type": "weight", "value": 184, "unit": "lb"}]
    del gold[1]["pulse"]

    assert right(pair("accept", "accept", gold, made), "all", strict=True)


def test_an_alternative_counts_only_where_it_is_allowed_and_as_a_whole() -> None:
    judged = pair("accept", "clarify", [BP], alt=[{"act": "clarify", "readings": []}])
    mixed = pair("accept", "clarify", [BP], [BP], alt=[{"act": "clarify", "readings": []}])

    assert not right(judged, "all", strict=True)
    assert right(judged, "all", strict=False)
    assert not right(mixed, "all", strict=False)


def named(pairs: list[Pair]) -> dict[str, Measure]:
    return {measure.name: measure for measure in measures(pairs)}


def test_each_measure_is_judged_by_its_floor_and_its_aim() -> None:
    pairs = [pair("emergency", "emergency")] * 199 + [pair("emergency", "chat")]

    found = named(pairs)

    missed = found["emergencies missed"]
    assert (missed.count, missed.among, missed.value, missed.verdict) == (1, 200, 0.5, "floor")
    assert found["act right (strict)"].verdict == "aim"
    assert found["opt-outs missed"].verdict == "none"
    assert named(pairs[-1:])["emergencies missed"].verdict == "MISSED"
    assert named(pairs[-1:])["act right (strict)"].verdict == "MISSED"


def test_who_is_served_worse_is_told_in_points() -> None:
    english = [({**p[0], "lang": "en"}, p[1]) for p in [pair("chat", "chat")] * 4]
    spanish = [
        ({**p[0], "lang": "es"}, p[1]) for p in [pair("chat", "help"), *[pair("chat", "chat")] * 3]
    ]

    found = named([*english, *spanish])

    assert found["Spanish behind English, points"].value == 25
    assert found["voice behind text, points"].value is None


def test_the_report_begins_with_harm_and_shows_the_worst_errors_first() -> None:
    pairs = [pair("chat", "clarify"), pair("accept", "accept", [BP], [SUGAR]), pair("stop", "chat")]

    told = report.text(pairs)

    order = [
        "emergencies missed ",
        "act right (strict)",
        "by language",
        "messages with a wrong value charted (1)",
        "wanted accept, 138/82; made accept, 142 mg/dL",
        "opt-outs missed (1)",
        "chat taken for clarify (1)",
    ]
    assert sorted(order, key=told.index) == order


def test_machines_get_every_error() -> None:
    told = report.machine([pair("chat", "clarify")] * 50)

    assert len(told["errors"]) == 50
    assert told["slices"]["context"]["none"]["act"] == {"strict": 0.0, "lenient": 0.0}
