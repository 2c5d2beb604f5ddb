"""The words of a drift rule: what they may say, who switches them on, and what they work out."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import protocols
from gateway.db import Database
from gateway.errors import BadRules
from gateway.protocols import Earlier
from gateway.protocols.drift import Drift
from gateway.protocols.rule_words import parse
from tests.care.hearing import SAMPLE, Clinic, pressure
from tests.care.test_trends import daily, drifts


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


def written(rule: str) -> str:
    return f"""
protocol: hypertension
version: 3
approved: {{by: Dr. Example, on: "2026-01-05", source: a test}}
conditions: [hypertension]
vital: blood_pressure
rules:
  - {{when: systolic above 180, then: critical}}
{rule}
examples:
  181/85: critical
  "146/80 after 138/80 1 day before, 130/80 2 days before": EXPECTED
"""


def test_a_clinician_switches_a_drift_on_and_off_by_editing_and_signing_the_file(
    tmp_path: Path, clinic: Clinic
) -> None:
    rosa = clinic.enroll()
    rule = (
        "  - when: mean systolic of the day rises at least 8 from day to day over 3 measured days "
        "within 7 days\n    then: trend\n"
    )
    off = written(rule + "    active: false\n    signed: false").replace("EXPECTED", "normal")
    (tmp_path / "one.yml").write_text(off)
    clinic.rules = protocols.load(tmp_path, Path("data/vitals.yml"))
    daily(clinic, rosa, pressure(120, 80), pressure(130, 80), pressure(140, 80))
    assert drifts(clinic) == []

    (tmp_path / "one.yml").write_text(off.replace("    active: false\n    signed: false\n", ""))
    with pytest.raises(BadRules, match="should be normal, but it is trend by the rule"):
        protocols.load(tmp_path, Path("data/vitals.yml"))

    (tmp_path / "one.yml").write_text(written(rule).replace("EXPECTED", "trend"))
    clinic.rules = protocols.load(tmp_path, Path("data/vitals.yml"))
    daily(clinic, rosa, pressure(150, 80))
    assert drifts(clinic) == ["blood_pressure"]


@pytest.mark.parametrize(
    "words",
    [
        "mean systolic of the day rises at least 0 {} over 3 measured days within 7 days",
        "mean systolic of the day rises at least 5 {} over 1 measured days within 7 days",
        "mean systolic of the day rises at least 5 {} over 5 measured days within 4 days",
        "mean pulse rate of the day rises at least 5 {} over 3 measured days within 7 days",
        "mean sistolic of the day rises at least 5 {} over 3 measured days within 7 days",
        "last systolic of the day rises at least 5 {} over 3 measured days within 7 days, "
        "to at least 900",
    ],
)
def test_a_drift_that_cannot_be_meant_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"drift|measured here|plausible|is no rule"):
        parse(words.format("from day to day"), SAMPLE.vitals["blood_pressure"])


told = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 23), st.integers(90, 170)), min_size=1, max_size=14
)


@given(told, st.sampled_from(["mean", "first", "last"]), st.randoms())
def test_a_drift_is_what_a_person_would_work_out_with_a_pencil(
    readings: list[tuple[int, int, int]], of_day: str, order: Any
) -> None:
    """`readings`: day, hour and number; the newest is the one that was just sent."""
    readings = list({(day, hour): (day, hour, number) for day, hour, number in readings}.values())
    *past, (today, hour, number) = sorted(readings)
    history = [
        Earlier({"systolic": n}, timedelta(days=today - d, hours=hour - h), today - d)
        for d, h, n in past
    ]
    order.shuffle(history)
    rule = Drift("systolic", of_day, 5, 3, 7)

    table: dict[int, list[int]] = {}
    for d, _, n in sorted(readings):
        if today - d < 7:
            table.setdefault(d, []).append(n)
    pick = {
        "first": lambda ns: ns[0],
        "last": lambda ns: ns[-1],
        "mean": lambda ns: round(sum(set(ns)) / len(set(ns)), 2),
    }[of_day]
    numbers = [pick(table[d]) for d in sorted(table)][-3:]
    rises = len(numbers) == 3 and all(
        round(b - a, 2) >= 5 for a, b in zip(numbers, numbers[1:], strict=False)
    )

    assert rule.holds({"systolic": number}, history, {}) == rises
    assert rule.beyond({"systolic": number}, history, {}) >= 0
