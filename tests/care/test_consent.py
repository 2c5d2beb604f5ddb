"""Who may be texted, and when."""

from datetime import UTC, datetime

import pytest

from gateway import consent
from gateway.cohort import Patient
from gateway.consent import QuietHours, quiet_until
from gateway.journal import JournalLine
from tests.clinic import Clinic

ROSA = "+15005550101"
NIGHT = QuietHours("21:00", "08:00")


def living_in(timezone: str) -> Patient:
    return Patient(timezone=timezone)


def test_a_number_that_never_said_anything_may_be_texted(clinic: Clinic) -> None:
    assert clinic.look(lambda session: consent.may_text(session, ROSA))


def test_stop_binds_until_start(clinic: Clinic) -> None:
    clinic.do(consent.stop, ROSA, source="keyword")
    assert not clinic.look(lambda session: consent.may_text(session, ROSA))

    clinic.do(consent.start, ROSA, source="keyword")
    assert clinic.look(lambda session: consent.may_text(session, ROSA))


def test_saying_stop_twice_is_one_line_in_the_journal_and_the_first_time_counts(
    clinic: Clinic,
) -> None:
    said_at = clinic.now
    clinic.do(consent.stop, ROSA, source="sentence")
    clinic.clock.advance(hours=1)
    clinic.do(consent.stop, ROSA, source="carrier")

    kept = clinic.one(consent.Consent, phone=ROSA)
    assert (kept.source, kept.changed_at) == ("sentence", said_at)
    [line] = clinic.all(JournalLine, event="consent_stopped")
    assert (line.by, line.detail) == ("patient", {"source": "sentence"})


def test_the_carriers_block_is_noted_on_whatever_stop_came_first_and_ends_with_start(
    clinic: Clinic,
) -> None:
    def held() -> bool:
        return clinic.look(lambda session: consent.held_by_carrier(session, ROSA))

    clinic.do(consent.stop, ROSA, source="sentence")
    assert not held()
    clinic.do(consent.stop, ROSA, source="keyword", at_carrier=True)
    assert held()
    clinic.do(consent.stop, ROSA, source="sentence")  # said once more: it is held still
    assert held()

    clinic.do(consent.start, ROSA, source="keyword")
    assert not held()


def test_start_from_a_number_that_never_left_is_no_event(clinic: Clinic) -> None:
    clinic.do(consent.start, ROSA, source="keyword")

    assert clinic.all(consent.Consent) == []
    assert clinic.all(JournalLine) == []


def test_only_who_asked_for_it_has_come_back(clinic: Clinic) -> None:
    def came_back() -> bool:
        return clinic.look(lambda session: consent.came_back(session, ROSA, since=clinic.now))

    clinic.do(consent.stop, ROSA, source="keyword")
    assert not came_back()
    clinic.do(consent.start, ROSA, source="person")
    assert not came_back()

    clinic.do(consent.stop, ROSA, source="keyword")
    clinic.do(consent.start, ROSA, source="sentence")
    assert came_back()
    clinic.clock.advance(hours=1)
    assert not came_back()


def test_one_number_stopping_leaves_the_others_alone(clinic: Clinic) -> None:
    clinic.do(consent.stop, ROSA, source="keyword")

    assert clinic.look(lambda session: consent.may_text(session, "+15005550102"))


@pytest.mark.parametrize(
    ("utc", "ends"),
    [
        ("2026-03-04 01:59", None),  # 20:59 in New York
        ("2026-03-04 02:00", "2026-03-04 13:00"),  # 21:00: quiet until 08:00 tomorrow
        ("2026-03-04 04:59", "2026-03-04 13:00"),  # 23:59
        ("2026-03-04 05:00", "2026-03-04 13:00"),  # midnight: 08:00 of the same day
        ("2026-03-04 12:59", "2026-03-04 13:00"),  # 07:59
        ("2026-03-04 13:00", None),  # 08:00
        ("2026-03-08 04:00", "2026-03-08 12:00"),  # the night in which clocks go forward
        ("2026-11-01 03:00", "2026-11-01 13:00"),  # the night in which they go back
    ],
)
def test_quiet_hours_end_at_eight_on_her_wall(utc: str, ends: str | None) -> None:
    now = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    until = quiet_until(living_in("America/New_York"), now, NIGHT)

    assert until == (datetime.fromisoformat(ends).replace(tzinfo=UTC) if ends else None)


def test_it_is_quiet_by_her_zone_not_by_ours() -> None:
    now = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)

    assert quiet_until(living_in("America/New_York"), now, NIGHT) is not None
    assert quiet_until(living_in("America/Los_Angeles"), now, NIGHT) is None


def test_quiet_hours_may_lie_within_one_day_or_be_none() -> None:
    now = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)  # 13:00 in New York
    siesta, never = QuietHours("13:00", "15:00"), QuietHours("08:00", "08:00")

    assert quiet_until(living_in("America/New_York"), now, siesta) == now.replace(hour=20)
    assert quiet_until(living_in("America/New_York"), now, never) is None
