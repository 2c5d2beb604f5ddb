"""The practice's hours."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import BadRules
from gateway.protocols import Calendar
from gateway.protocols.calendar import load_calendar
from tests.care.hearing import SAMPLE

HOURS = Calendar("America/New_York")


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-03-02T14:00", "2026-03-02T18:00"),  # Monday 9:00, same day
        ("2026-03-02T10:00", "2026-03-02T17:00"),  # before opening, counted from 8:00
        ("2026-03-06T20:00", "2026-03-09T14:00"),  # Friday 15:00: 2 h, then Monday, in summer time
        ("2026-03-07T17:00", "2026-03-09T16:00"),  # Saturday
    ],
)
def test_four_business_hours(start: str, due: str) -> None:
    begun = datetime.fromisoformat(start).replace(tzinfo=UTC)

    assert HOURS.after_hours(begun, 4) == datetime.fromisoformat(due).replace(tzinfo=UTC)


@given(st.integers(0, 700 * 24 * 60), st.floats(0.1, 60))
def test_business_hours_end_when_the_practice_is_open(minutes: int, hours: float) -> None:
    begun = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    due = SAMPLE.calendar.after_hours(begun, hours)

    assert due >= begun + timedelta(hours=hours) - timedelta(seconds=1)
    assert due <= SAMPLE.calendar.after_hours(begun, hours + 1)


def test_a_calendar_in_a_zone_nobody_knows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "escalation.yml").write_text(
        "calendar: {timezone: Mars/Olympus, opens: '08:00', closes: '17:00', weekdays: [mon]}"
    )
    with pytest.raises(BadRules, match="Mars/Olympus is no IANA time zone"):
        load_calendar(tmp_path / "escalation.yml")


def test_a_calendar_that_closes_before_it_opens_or_is_missing_is_refused(tmp_path: Path) -> None:
    written = tmp_path / "escalation.yml"
    written.write_text(
        "calendar: {timezone: UTC, opens: '17:00', closes: '08:00', weekdays: [mon]}"
    )
    with pytest.raises(BadRules, match="`opens` must be before `closes`"):
        load_calendar(written)
    written.write_text("calender: {}")
    with pytest.raises(BadRules, match="lacks `calendar`"):
        load_calendar(written)
