"""What the clinicians wrote: judged by arithmetic, proved at start, refused in one sentence."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import protocols
from gateway.errors import BadRules
from gateway.protocols import Earlier
from gateway.protocols.judge import Limit, gain, judge
from gateway.protocols.rule_words import parse
from tests.care.hearing import SAMPLE

EVERYTHING = ("hypertension", "diabetes", "heart_failure")
VITALS = Path("data/vitals.yml")
PROTOCOL = """
    protocol: hypertension
    version: 3
    approved: {by: Dr. Example, on: "2026-01-05", source: a test}
    conditions: [hypertension]
    vital: blood_pressure
    rules:
      - {when: systolic above 180, then: critical}
      - {when: diastolic above 90, then: abnormal}
    examples:
      181/85: critical
      180/85: normal
      130/91: abnormal
"""


def severity(vital: str, hours_ago: Mapping[float, float] | None = None, **values: float) -> str:
    past = [
        Earlier({vital: number}, timedelta(hours=hours))
        for hours, number in (hours_ago or {}).items()
    ]
    return SAMPLE.judge(EVERYTHING, vital, values, past).severity


@pytest.mark.parametrize(
    ("systolic", "diastolic", "expected"),
    [
        (181, 95, "critical"),
        (180, 80, "abnormal"),
        (89, 60, "critical"),
        (90, 60, "normal"),
        (130, 120, "critical"),
        (130, 119, "abnormal"),
        (140, 90, "normal"),
        (138, 82, "normal"),
    ],
)
def test_pressure_at_the_limits(systolic: float, diastolic: float, expected: str) -> None:
    assert severity("blood_pressure", systolic=systolic, diastolic=diastolic) == expected


@pytest.mark.parametrize(
    ("glucose", "expected"),
    [(59, "critical"), (60, "abnormal"), (70, "normal"), (300, "abnormal"), (301, "critical")],
)
def test_glucose_at_the_limits(glucose: float, expected: str) -> None:
    assert severity("glucose", glucose=glucose) == expected


def test_three_pounds_since_yesterdays_scale_are_critical_also_half_an_hour_later() -> None:
    assert severity("weight", {24.5: 184}, weight=187) == "critical"
    assert severity("weight", {24.5: 184}, weight=186.9) == "normal"
    assert severity("weight", {48: 184}, weight=187) == "normal"
    assert severity("weight", weight=187) == "normal"


def test_five_pounds_in_a_week_is_written_down_but_off_until_it_is_signed() -> None:
    [protocol] = SAMPLE.covering(["heart_failure"], "weight")
    [off] = [rule for rule in protocol.rules if not rule.active]

    assert off.when == "gain at least 5 within 7 days"
    assert off.signed is None
    assert severity("weight", {144: 184}, weight=190) == "normal"


def test_a_reading_that_no_protocol_of_the_patient_covers_is_not_judged() -> None:
    verdict = SAMPLE.judge(["diabetes"], "blood_pressure", {"systolic": 150, "diastolic": 90}, [])

    assert (verdict.severity, verdict.protocol_version) == ("normal", "none")


def test_a_dangerous_value_is_critical_in_a_patient_whose_problem_list_does_not_name_it() -> None:
    weighed_only = ["heart_failure"]

    def severity(vital: str, **values: float) -> str:
        return SAMPLE.judge(weighed_only, vital, values, []).severity

    assert severity("blood_pressure", systolic=210, diastolic=100) == "critical"
    assert severity("glucose", glucose=45) == "critical"
    assert severity("blood_pressure", systolic=150, diastolic=85) == "normal"


def test_the_verdict_names_the_rule_and_its_version() -> None:
    verdict = SAMPLE.judge(
        ["hypertension"], "blood_pressure", {"systolic": 190, "diastolic": 90}, []
    )

    assert (verdict.rule, verdict.protocol_version) == ("systolic above 180", "hypertension@2")


def test_the_sample_says_that_no_clinician_has_signed_it() -> None:
    signers = {rule.signed.by for p in SAMPLE.protocols for rule in p.rules if rule.signed}

    assert signers == {"sample only, no clinician has signed this"}


numbers = st.floats(min_value=0, max_value=1000, allow_nan=False)


@given(systolic=numbers, diastolic=numbers, more=st.floats(min_value=0, max_value=500))
def test_a_higher_pressure_above_the_middle_is_never_judged_milder(
    systolic: float, diastolic: float, more: float
) -> None:
    order = ["normal", "abnormal", "critical"]
    systolic = max(systolic, 100)  # below, more pressure is better
    mild = severity("blood_pressure", systolic=systolic, diastolic=diastolic)
    worse = severity("blood_pressure", systolic=systolic + more, diastolic=diastolic + more)

    assert order.index(worse) >= order.index(mild)


@given(st.lists(st.tuples(numbers, st.floats(min_value=0.1, max_value=200)), max_size=8), numbers)
def test_a_gain_is_against_the_lowest_of_the_time_and_silence_is_no_gain(
    past: list[tuple[float, float]], today: float
) -> None:
    history = [Earlier({"weight": pounds}, timedelta(hours=ago)) for pounds, ago in past]
    found = gain({"weight": today}, history, part="weight", within=timedelta(hours=36))
    inside = [pounds for pounds, ago in past if timedelta(hours=ago) <= timedelta(hours=36)]

    assert (found is None) == (not inside)
    if found is not None:
        assert all(found >= round(today - pounds, 2) for pounds in inside)


@given(
    part=st.sampled_from(["systolic", "diastolic", "pulse"]),
    how=st.sampled_from(["above", "below", "at least", "at most"]),
    number=st.integers(50, 200),
    spaces=st.integers(1, 4),
)
def test_every_limit_that_can_be_written_is_read_as_written(
    part: str, how: str, number: int, spaces: int
) -> None:
    words = f"{part} {how} {number}".replace(" ", " " * spaces).capitalize()

    assert parse(words, SAMPLE.vitals["blood_pressure"]) == Limit(part, how, float(number))


@given(st.text(max_size=40))
def test_any_other_words_are_refused_with_what_could_be_written(words: str) -> None:
    with pytest.raises(ValueError, match=r"write|outside|measured|gain"):
        parse(f"{words} 180?", SAMPLE.vitals["blood_pressure"])


@given(st.permutations(range(6)))
def test_critical_rules_decide_in_whatever_order_a_protocol_holds_them(order: list[int]) -> None:
    [protocol] = SAMPLE.covering(["hypertension"], "blood_pressure")
    shuffled = [protocol.rules[n] for n in order] + list(protocol.rules[6:])
    mixed = type(protocol)(**(vars(protocol) | {"rules": tuple(shuffled)}))

    assert judge({"systolic": 190, "diastolic": 110}, [], mixed).severity == "critical"


def loaded(folder: Path, text: str = PROTOCOL, name: str = "one.yml") -> protocols.Rulebook:
    (folder / name).write_text(dedent(text))
    return protocols.load(folder, VITALS)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(BadRules) as refused:
        loaded(folder, text)
    return str(refused.value)


def test_a_protocol_whose_examples_hold_is_taken(tmp_path: Path) -> None:
    assert [protocol.label for protocol in loaded(tmp_path).protocols] == ["hypertension@3"]


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        (
            "180/85: normal",
            "180/85: critical",
            '"180/85" should be critical, but it is norm',
        ),
        ("above 180", "abov 180", 'rule 1: "systolic abov 180" is no rule'),
        ("above 180", "above 1800", "outside the plausible 50-300"),
        ("systolic above", "sistolic above", '"sistolic" is not measured here'),
        ("vital: blood_pressure", "vital: pressure", "the vital pressure is not one of"),
        ("version: 3", "version: 0", "version: Input should be greater"),
        ("then: critical}", "then: fatal}", "rules.0.then"),
        ("then: critical}", "then: critical, signed: false}", "must say `active: false`"),
        ("then: critical}", "then: critical, activ: false}", "rules.0.activ: Extra inputs"),
        ("      130/91: abnormal\n", "", 'no example shows the rule "diastolic above 90"'),
        ("181/85: critical", "181: critical", 'example "181" cannot be read'),
        ("181/85: critical", "999/85: critical", "999 is outside 50-300"),
        ("protocol: hyper", "protocl: hyper", "protocol: Field required"),
        ("examples:", "examples: [", "cannot be read"),
    ],
)
def test_a_wrong_protocol_stops_the_start_with_one_sentence(
    tmp_path: Path, written: str, instead: str, said: str
) -> None:
    assert written in PROTOCOL

    sentence = refusal(tmp_path, PROTOCOL.replace(written, instead, 1))

    assert said in sentence
    assert str(tmp_path / "one.yml") in sentence
    assert "\n" not in sentence


def test_a_milder_rule_before_a_critical_one_is_refused(tmp_path: Path) -> None:
    text = PROTOCOL.replace(
        "diastolic above 90, then: abnormal", "diastolic above 120, then: critical"
    )
    text = text.replace("systolic above 180, then: critical", "systolic above 180, then: abnormal")

    assert 'the critical rule "diastolic above 120" must stand before' in refusal(tmp_path, text)


def test_two_protocols_of_one_name_are_refused(tmp_path: Path) -> None:
    loaded(tmp_path)
    with pytest.raises(BadRules, match="another file is also called"):
        loaded(tmp_path, name="two.yml")


def test_a_folder_without_a_protocol_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ladders.yml").write_text("ladder: x\n")
    with pytest.raises(BadRules, match="holds no protocol"):
        protocols.load(tmp_path, VITALS)


def test_a_wrong_catalog_is_refused(tmp_path: Path) -> None:
    vitals = tmp_path / "vitals.yml"
    vitals.write_text(VITALS.read_text().replace("low: 50, high: 300", "low: 300, high: 50"))
    with pytest.raises(BadRules, match="blood_pressure: `low` must be below `high`"):
        protocols.load(Path("protocols"), vitals)
