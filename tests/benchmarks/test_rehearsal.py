"""A rehearsal of six patients over the night in which the clocks go forward."""

from datetime import date, timedelta
from pathlib import Path

from benchmarks.rehearsal.__main__ import _at, prepare
from benchmarks.rehearsal.people import panel
from benchmarks.rehearsal.proof import faults, outcome

BEGUN = date(2026, 3, 7)


def lived(url: str, seed: int = 3) -> tuple[list[str], object]:
    world = prepare(BEGUN, url, 6, seed)
    try:
        for day in (1, 2):
            world.live(_at(BEGUN + timedelta(days=day), 0))
            world.restart()
        return list(faults(world)), outcome(world)
    finally:
        world.db.close()


def test_nothing_goes_wrong_and_the_same_seed_is_the_same_on_either_database(
    db_url: str, tmp_path: Path
) -> None:
    found, told = lived(db_url)

    assert found == []
    assert lived(f"sqlite:///{tmp_path / 'again.db'}") == (found, told)


def test_another_seed_is_another_panel() -> None:
    assert panel(1, 20) == panel(1, 20)
    assert panel(1, 20) != panel(2, 20)
