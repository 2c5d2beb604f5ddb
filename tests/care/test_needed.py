"""What would have been needed: the number that is named pages, and one step less does not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.protocols import Consulted, Earlier, Need, Standing, judge_by, standings, to_page
from gateway.protocols.judge import SEVERITIES, Band, Protocol, Rule, Signature, Values
from gateway.protocols.rule_words import parse
from tests.care.hearing import SAMPLE

PRESSURE, WEIGHT = SAMPLE.vitals["blood_pressure"], SAMPLE.vitals["weight"]
EVERYTHING = ("hypertension", "diabetes", "heart_failure")
NOBODY = Signature("nobody", "2026-01-05", "a test")


def stand(
    vital: str,
    values: Values,
    *,
    hours_ago: Mapping[float, float] | None = None,
    targets: Mapping[str, Band] | None = None,
    conditions: tuple[str, ...] = EVERYTHING,
) -> list[Standing]:
    past = [
        Earlier({vital: number}, timedelta(hours=hours))
        for hours, number in (hours_ago or {}).items()
    ]
    known = SAMPLE.vitals[vital]
    return standings(SAMPLE.consulted(conditions, vital), values, past, targets or {}, known)


def named(needs: list[Need]) -> list[tuple[str, float, bool]]:
    return [(need.part, need.at, need.up) for need in needs]


def test_a_normal_pressure_names_the_nearest_first_and_what_would_wake_somebody() -> None:
    found = stand("blood_pressure", {"systolic": 138, "diastolic": 82})

    assert named(to_page(found, "critical")) == [
        ("diastolic", 120, True),
        ("systolic", 181, True),
        ("systolic", 89, False),
    ]
    assert named(to_page(found, "abnormal"))[:2] == [
        ("systolic", 141, True),
        ("diastolic", 91, True),
    ]
    assert [one.rule.when for one in found[:2]] == ["systolic above 140", "diastolic above 90"]


def test_a_gain_names_the_weight_and_what_it_is_counted_from() -> None:
    [need] = to_page(stand("weight", {"weight": 185}, hours_ago={20: 184, 30: 186}), "critical")

    assert (need.at, need.against, need.including, need.far) == (187, 184, True, 2)


def test_without_an_earlier_weight_nothing_could_have_paged() -> None:
    found = stand("weight", {"weight": 400})

    assert to_page(found, "critical") == []
    gains = [one for one in found if one.rule.when.startswith("gain")]
    assert [one.lacks for one in gains] == ["before"] * 3


def test_a_rule_that_is_off_is_told_last_and_counts_for_nothing() -> None:
    past = {100.0: 180.0}
    found = stand("weight", {"weight": 186}, hours_ago=past)

    assert (found[0].binds, found[0].holds) == (True, False)
    assert (found[-1].rule.then, found[-1].binds, found[-1].holds) == ("abnormal", False, True)
    assert to_page(found, "abnormal") == []


def test_a_trend_is_told_after_what_pages_and_no_single_number_would_have_made_it() -> None:
    found = stand("weight", {"weight": 186}, hours_ago={24: 185, 48: 184})

    assert [one.rule.then for one in found] == ["critical", "trend", "trend", "abnormal"]
    [drift] = [one for one in found if one.rule.when.startswith("first weight")]
    assert (drift.holds, drift.needs) == (True, ())
    assert named(to_page(found, "abnormal")) == [("weight", 188, True)]


def test_her_own_band_counts_from_both_sides() -> None:
    bands = {"systolic": (100.0, 130.0)}
    needs = to_page(
        stand("blood_pressure", {"systolic": 120, "diastolic": 70}, targets=bands), "abnormal"
    )

    assert named(needs)[:2] == [("systolic", 131, True), ("systolic", 99, False)]


def test_a_bottom_number_above_the_top_one_is_not_named_because_it_would_be_asked_again() -> None:
    found = stand("blood_pressure", {"systolic": 118, "diastolic": 95})
    [low] = [one for one in found if one.rule.when == "systolic below 90"]

    assert not low.needs[0].possible
    assert ("systolic", 89, False) not in named(to_page(found, "critical"))


def test_of_a_patient_whom_no_protocol_covers_only_what_is_critical_in_anybody_counts() -> None:
    found = stand("blood_pressure", {"systolic": 150, "diastolic": 95}, conditions=())

    assert [one.rule.when for one in found if one.binds and one.holds] == []
    assert named(to_page(found, "abnormal"))[0] == ("diastolic", 120, True)


@pytest.mark.parametrize("tier", ["critical", "abnormal"])
def test_what_has_paged_needs_nothing_more(tier: str) -> None:
    assert to_page(stand("blood_pressure", {"systolic": 190, "diastolic": 80}), tier) == []


whole = st.integers(60, 190)
limits = st.builds(
    "{} {} {}".format,
    st.sampled_from(["systolic", "diastolic", "pulse"]),
    st.sampled_from(["above", "below", "at least", "at most"]),
    st.one_of(whole.map(str), st.integers(600, 1900).map(lambda tenths: f"{tenths / 10}")),
)
bands_of = st.tuples(whole, whole).map(lambda pair: (float(min(pair)), float(max(pair))))
open_ended = st.one_of(bands_of, whole.map(lambda n: (None, n)), whole.map(lambda n: (n, None)))
outside = st.sampled_from(["systolic outside target", "diastolic outside target"])
gains = st.builds(
    "gain {} {} within {} hours".format,
    st.sampled_from(["above", "at least"]),
    st.integers(1, 200).map(lambda tenths: f"{tenths / 10}"),
    st.integers(1, 200),
)


def protocol(
    vital: str, sentences: list[tuple[str, str, bool]], name: str = "written"
) -> Consulted:
    known = SAMPLE.vitals[vital]
    rules = tuple(
        Rule(words, parse(words, known), then, active, NOBODY) for words, then, active in sentences
    )
    return Consulted(Protocol(name, 1, vital, ("any",), NOBODY, rules))


def rule_sets(words: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[str, str, bool]]]:
    one = st.tuples(words, st.sampled_from(["critical", "abnormal"]), st.booleans())
    return st.lists(one, min_size=1, max_size=6)


def proves(
    consulted: list[Consulted],
    vital: str,
    values: Values,
    history: list[Earlier],
    targets: Mapping[str, Band],
) -> int:
    """Judges every number that is named for either tier; how many there were."""
    known = SAMPLE.vitals[vital]
    found = standings(consulted, values, history, targets, known)
    count = 0

    def worst(number: float, part: str) -> int:
        judged = judge_by(consulted, {**values, part: number}, history, targets)
        return SEVERITIES.index(judged.severity)

    for tier in ("critical", "abnormal"):
        for need in to_page(found, tier):
            count += 1
            step = (1 if need.up else -1) / 10**known.paper.decimals
            assert worst(need.at, need.part) <= SEVERITIES.index(tier)
            if need.now is not None:  # a pulse nobody told has no side on which it is
                assert worst(round(need.at - step, 2), need.part) > SEVERITIES.index(tier)
            assert known.takes({**values, need.part: need.at})
    return count


@given(
    one=rule_sets(st.one_of(limits, outside)),
    other=rule_sets(limits),
    values=st.fixed_dictionaries({"systolic": whole, "diastolic": whole}),
    pulse=st.one_of(st.none(), whole),
    targets=st.dictionaries(st.sampled_from(["systolic", "diastolic"]), open_ended),
    other_is_hers=st.booleans(),
)
def test_any_pressure_rules_the_number_named_pages_and_one_step_nearer_to_normal_does_not(
    one: list[tuple[str, str, bool]],
    other: list[tuple[str, str, bool]],
    values: dict[str, int],
    pulse: int | None,
    targets: dict[str, Band],
    other_is_hers: bool,
) -> None:
    assume(values["systolic"] > values["diastolic"])
    told = {**values} if pulse is None else {**values, "pulse": pulse}
    second = replace(protocol("blood_pressure", other, "other"), only_critical=not other_is_hers)

    proves([protocol("blood_pressure", one), second], "blood_pressure", told, [], targets)


@given(
    rules=rule_sets(gains),
    tenths=st.integers(1500, 2500),
    past=st.lists(st.tuples(st.integers(15000, 25000), st.integers(1, 250)), max_size=5),
)
def test_any_gains_the_weight_named_pages_and_a_tenth_of_a_pound_less_does_not(
    rules: list[tuple[str, str, bool]], tenths: int, past: list[tuple[int, int]]
) -> None:
    history = [Earlier({"weight": pounds / 100}, timedelta(hours=hours)) for pounds, hours in past]

    proves([protocol("weight", rules)], "weight", {"weight": tenths / 10}, history, {})


def test_the_two_properties_have_something_to_prove() -> None:
    rules = [("systolic above 180", "critical", True), ("systolic above 140", "abnormal", True)]
    values = {"systolic": 120, "diastolic": 80}

    assert proves([protocol("blood_pressure", rules)], "blood_pressure", values, [], {}) == 2
