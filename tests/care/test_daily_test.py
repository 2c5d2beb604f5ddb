"""Each day a page that wakes nobody must come back: a broken chain is known before it counts."""

from datetime import UTC, datetime
from typing import Any

from gateway import escalations
from gateway.escalations.tables import DailyTest
from gateway.vendors.delivery import Later
from tests.clinic import NOON, Clinic


def begin(clinic: Clinic, at: datetime = NOON) -> None:
    clinic.clock.at = at
    clinic.do(escalations.ensure_daily_test)
    clinic.run()


def echo(clinic: Clinic, event: str = "triggered", agent: Any = None) -> None:
    key = clinic.tests[-1].dedup_key
    clinic.do(escalations.heard, key, "PTEST", f"incident.{event}", agent, None)
    clinic.run()


def sounding(clinic: Clinic) -> list[str]:
    return [alarm.what for alarm in clinic.look(escalations.sounding)]


def test_the_test_wakes_nobody_names_nobody_and_is_ended_when_it_has_come_back(
    clinic: Clinic,
) -> None:
    begin(clinic)
    echo(clinic)
    echo(clinic)
    clinic.live_for(minutes=5)

    [sent] = clinic.tests
    assert (sent.severity, sent.chart_patient_id, sent.details) == ("info", None, {})
    assert clinic.resolved == [sent.dedup_key]
    assert clinic.one(DailyTest).state == "proved"
    assert sounding(clinic) == []


def test_a_test_that_does_not_come_back_in_a_minute_stands_in_red(clinic: Clinic) -> None:
    begin(clinic)
    clinic.wait(seconds=60)

    assert (sounding(clinic), clinic.one(DailyTest).state) == (["test_failed"], "failed")
    echo(clinic)
    assert sounding(clinic) == ["test_failed"], "it came, too late: only a person clears it"
    assert clinic.resolved == [clinic.tests[0].dedup_key]


def test_a_revoked_key_is_known_at_once(clinic: Clinic) -> None:
    clinic.trouble["test_page"] = [Later(None, "answered 400; check routing key", alarm=True)]
    begin(clinic)

    assert sounding(clinic) == ["test_failed"]


def test_it_is_sent_once_a_day_at_the_practices_hour_also_over_the_clock_change(
    clinic: Clinic,
) -> None:
    begin(clinic, datetime(2026, 3, 7, 12, 0, tzinfo=UTC))  # seven in the morning, New York
    assert clinic.tests == []

    for _ in range(48 * 3):
        clinic.wait(minutes=30)
    hours = [test.began_at.isoformat() for test in clinic.all(DailyTest)]
    assert hours == [
        "2026-03-07T15:00:00+00:00",
        "2026-03-08T14:00:00+00:00",
        "2026-03-09T14:00:00+00:00",
    ]


def test_two_workers_that_start_at_once_send_one(clinic: Clinic) -> None:
    begin(clinic)
    begin(clinic)

    assert len(clinic.tests) == 1
