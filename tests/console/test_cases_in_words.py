"""Who comes first, and how far a page has got, without database or HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.cohort.tables import Patient
from gateway.console.presenters.cases import case, safe_link
from gateway.console.presenters.folder import age, phone
from gateway.console.presenters.practice import Practice
from gateway.console.presenters.rows import Standing
from gateway.escalations.tables import Escalation

NOW = datetime(2026, 11, 20, 15, 12, tzinfo=UTC)
PRACTICE = Practice("America/Chicago", timedelta(minutes=2), {"critical": timedelta(minutes=5)})


def test_who_needs_someone_comes_first() -> None:
    standings = {
        "open": Standing(critical_open=1),
        "taken": Standing(critical_seen=1, tasks=9),
        "abnormal": Standing(abnormal=1),
        "late": Standing(tasks=1, late_tasks=1),
        "task": Standing(tasks=1),
        "calm": Standing(),
    }

    assert sorted(standings, key=lambda name: standings[name].rank) == list(standings)
    assert [name for name, s in standings.items() if not s.needs_someone] == ["task", "calm"]


def escalation(**told: Any) -> Escalation:
    usual = {"id": "c1", "tier": "critical", "cause": "reading", "detail": "d", "state": "open",
             "opened_at": NOW - timedelta(minutes=4)}  # fmt: skip
    return Escalation(**{**usual, **told})


def test_a_page_that_pagerduty_never_took_says_whom_to_call() -> None:
    silent = case(escalation(), None, PRACTICE, now=NOW)
    fresh = case(escalation(opened_at=NOW), None, PRACTICE, now=NOW)

    assert [s.tone for s in silent.steps] == ["good", "bad", "wait"]
    assert "Call the clinician on duty" in silent.steps[1].words
    assert [s.tone for s in fresh.steps] == ["good", "wait", "wait"]


def test_a_case_is_overdue_after_the_practices_own_window() -> None:
    four, five = (escalation(opened_at=NOW - timedelta(minutes=m)) for m in (4, 5))
    taken = escalation(opened_at=NOW - timedelta(hours=1), state="acknowledged")

    assert not case(four, None, PRACTICE, now=NOW).overdue
    assert case(five, None, PRACTICE, now=NOW).overdue
    assert not case(taken, None, PRACTICE, now=NOW).overdue


def test_a_case_without_a_patient_is_told_by_the_practices_clock() -> None:
    shown = case(escalation(phone="+15005550199"), None, PRACTICE, now=NOW)

    assert shown.opened.words == "today at 9:08 AM"
    assert shown.who == "Someone who is not enrolled"


def test_who_has_the_case_is_named() -> None:
    rosa = Patient(id="p", given_name="Rosa", family_name="Vega", timezone="UTC", phone="+1")
    taken = escalation(state="acknowledged", acknowledged_at=NOW, acknowledged_by="A. Okafor, NP")

    assert case(taken, rosa, PRACTICE, now=NOW).taken.startswith("Acknowledged by A. Okafor, NP")


def test_a_vendors_link_is_shown_only_if_it_is_a_web_address() -> None:
    assert safe_link("https://example.pagerduty.com/incidents/1")
    assert safe_link("javascript:alert(1)") == ""
    assert safe_link(None) == ""


def test_age_and_phone_are_written_for_people() -> None:
    assert age("1954-11-20", now=NOW) == "72"
    assert age("1954-11-21", now=NOW) == "71"
    assert age("1954", now=NOW) == ""
    assert phone("+15005550100") == "(500) 555-0100"
    assert phone("+34600000000") == "+34600000000"
