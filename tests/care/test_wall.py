"""The instant a patient's words for a time mean, by her own wall clock."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway import check_ins
from gateway.check_ins.wall import instants
from gateway.files import read_yaml
from tests.clinic import PROTOCOLS

RULES = check_ins.load(PROTOCOLS)
NEW_YORK, PHOENIX = "America/New_York", "America/Phoenix"


def meant(now: str, zone: str = NEW_YORK, usual: str = "08:00", **wish: Any) -> list[str]:
    """What her wall will show, for each instant her words may mean."""
    at = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(zone))
    found = instants(wish, RULES.parts, usual, zone, at)
    return [f"{then.astimezone(ZoneInfo(zone)):%m-%d %H:%M}" for then in found]


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(60, "03-03 09:05"), (58, "03-03 09:00"), (90, "03-03 09:35"), (1, "03-03 08:15")],
)
def test_minutes_are_rounded_up_and_never_too_soon(minutes: int, shown: str) -> None:
    assert meant("2026-03-03 08:02", minutes=minutes) == [shown]


@pytest.mark.parametrize(
    ("now", "wish", "shown"),
    [
        ("08:00", {"at": "03:00", "either": True}, "03-03 15:00"),
        ("16:00", {"at": "03:00", "either": True}, "03-04 03:00"),
        ("08:00", {"at": "15:00"}, "03-03 15:00"),
        ("16:00", {"at": "15:00"}, "03-04 15:00"),
        ("08:00", {"at": "12:00", "either": True}, "03-03 12:00"),
        ("08:00", {"from": "05:30", "either": True}, "03-03 17:30"),
        ("08:00", {"until": "05:00", "either": True}, "03-03 17:00"),
        ("08:00", {"days": 1}, "03-04 08:00"),
        ("08:00", {"days": 1, "part": "evening"}, "03-04 19:00"),
        ("08:00", {"days": 0, "at": "17:00"}, "03-03 17:00"),
        ("08:00", {"weekday": 3}, "03-05 08:00"),
        ("08:00", {"weekday": 1, "at": "07:00"}, "03-10 07:00"),
        ("08:00", {"part": "after_dinner"}, "03-03 19:30"),
        ("20:02", {"part": "after_dinner"}, "03-03 21:05"),
        ("21:30", {"part": "after_dinner"}, "03-04 19:30"),
        ("10:00", {"part": "morning"}, "03-03 11:00"),
        ("14:00", {"part": "morning"}, "03-04 09:00"),
    ],
)
def test_the_nearest_time_ahead_is_meant(now: str, wish: dict[str, Any], shown: str) -> None:
    assert meant(f"2026-03-03 {now}", **wish)[0] == shown


@pytest.mark.parametrize("wish", [{}, {"part": "someday"}, {"days": 1, "part": "someday"}])
def test_what_cannot_be_read_is_no_time(wish: dict[str, Any]) -> None:
    assert meant("2026-03-03 08:00", **wish) == []


@pytest.mark.parametrize(
    ("now", "wish", "shown"),
    [
        # The clock goes forward in the night to March 8; an hour stays sixty minutes.
        ("2026-03-07 20:00", {"days": 1, "at": "09:00"}, "03-08 09:00"),
        ("2026-03-08 01:30", {"minutes": 60}, "03-08 03:30"),
        ("2026-03-07 08:00", {"days": 1, "at": "02:30"}, "03-08 03:30"),
        # It goes back in the night to November 1.
        ("2026-10-31 20:00", {"days": 1, "at": "09:00"}, "11-01 09:00"),
        ("2026-11-01 00:30", {"minutes": 120}, "11-01 01:30"),
    ],
)
def test_both_clock_changes_leave_her_hour_alone(
    now: str, wish: dict[str, Any], shown: str
) -> None:
    assert meant(now, **wish)[0] == shown


def test_a_zone_without_clock_changes_has_its_own_hours() -> None:
    assert meant("2026-03-07 20:00", PHOENIX, days=1, at="09:00") == ["03-08 09:00"]


def test_every_part_of_the_day_that_is_heard_has_its_hours() -> None:
    for language in ("en", "es"):
        heard = read_yaml(PROTOCOLS.parent / f"data/languages/{language}.yml")["when"]["parts"]
        assert heard.keys() == RULES.parts.keys()
