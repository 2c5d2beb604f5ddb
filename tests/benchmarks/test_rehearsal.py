"""A rehearsal of six patients over the night in which the clocks go forward."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from benchmarks.rehearsal import both
from benchmarks.rehearsal.people import ALARMING, DAILY, PLANS, Person, panel
from benchmarks.rehearsal.prepare import prepare
from benchmarks.rehearsal.proof import faults, outcome
from benchmarks.rehearsal.trouble import at
from benchmarks.rehearsal.world import World

BEGUN = date(2026, 3, 7)
DAYS = 2


def lived(url: str, seed: int = 3) -> tuple[list[str], object, int]:
    world = prepare(BEGUN, url, panel(seed, 6), seed, DAYS)
    try:
        live(world)
        return list(faults(world)), outcome(world), len(world.killed)
    finally:
        world.db.close()


def live(world: World) -> None:
    for day in range(DAYS):
        world.live(at(BEGUN + timedelta(days=day + 1), 0))
        world.restart()


def dangerous(world: World) -> None:
    """Each of the patients measures 196 on the first afternoon."""
    for hour, person in enumerate(world.people.values(), start=15):
        world.soon(at(BEGUN, hour), partial(world.write, person, ALARMING, "bp"))


def test_nothing_goes_wrong_and_the_same_seed_is_the_same_on_either_database(
    db_url: str, tmp_path: Path
) -> None:
    found, told, killed = lived(db_url)

    assert found == []
    assert killed > 0
    assert lived(f"sqlite:///{tmp_path / 'again.db'}") == (found, told, killed)


def test_another_seed_is_another_panel() -> None:
    assert panel(1, 20) == panel(1, 20)
    assert panel(1, 20) != panel(2, 20)


def test_care_plans_are_a_mixture_and_nobody_lives_through_both_clock_changes() -> None:
    people = panel(1, 401)
    daily = [sum(one.weekday(kind) is None for kind in asked(one)) for one in people]
    spring, autumn = both.halves(people)

    assert {one.plan for one in people} == {plan for plan, _ in PLANS}
    assert daily.count(0) > 200 > daily.count(1) > 100
    assert max(daily) == 4
    assert [*spring, *autumn] == people
    assert len(spring) - len(autumn) == 1


def asked(person: Person) -> list[str]:
    return [*(DAILY[condition] for condition in person.conditions), "adherence"]


def test_a_question_that_is_not_in_her_plan_is_seen(tmp_path: Path) -> None:
    [person] = panel(3, 1, plans=(("once a week", 1),))
    world = prepare(BEGUN, f"sqlite:///{tmp_path / 'plan.db'}", [person], 3, DAYS)
    daily = replace(person, plan="everything daily")
    live(world)
    assert not list(faults(world))

    world.people = {person.id: daily}
    assert any("was not asked" in line for line in faults(world))

    world = prepare(BEGUN, f"sqlite:///{tmp_path / 'other.db'}", [daily], 3, DAYS)
    live(world)
    world.people = {person.id: person}
    assert any("not in her plan" in line for line in faults(world))


@pytest.mark.parametrize("swallowed", [0, 1])
def test_a_page_that_wakes_nobody_is_seen(tmp_path: Path, swallowed: int) -> None:
    world = prepare(BEGUN, f"sqlite:///{tmp_path / 'lost.db'}", panel(3, 2), 3, DAYS)
    dangerous(world)
    world.pager.swallows = swallowed
    live(world)

    missed = [line for line in faults(world) if line.startswith("a page was missed")]
    assert len(missed) == swallowed
    assert len(world.pager.incidents) == 2 - swallowed
    world.db.close()


def test_a_wrong_outcome_ends_with_a_status_and_in_the_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(both, "rehearse", lambda task: both.Report(f"{task.name}\n", 1))
    monkeypatch.setattr(both, "ProcessPoolExecutor", Inline)

    assert both.main({"PATIENTS": "1", "DAYS": "1"}) == 1
    assert "2 things were wrong" in capsys.readouterr().out


class Inline:
    """The pool of a test: everything here."""

    def __init__(self, _width: int) -> None:
        self.map = map

    def __enter__(self) -> "Inline":
        return self

    def __exit__(self, *_: object) -> None:
        pass
