"""Who takes a case, and how it ends."""

from typing import Any

import pytest

from gateway import escalations
from gateway.chart import ChartNote
from gateway.cohort import Patient
from gateway.escalations import Escalation
from gateway.journal import JournalLine
from gateway.minutes import Activity
from gateway.outbox import Letter
from gateway.tasks import Task
from gateway.vendors.delivery import Later
from tests.clinic import Clinic

NURSE = {"type": "user_reference", "id": "PNURSE", "summary": "Nina Park"}


def page(clinic: Clinic, patient: Patient | None, sid: str = "SM1", **more: Any) -> Escalation:
    case = {
        "tier": "critical",
        "cause": "reading",
        "detail": "systolic above 180",
        "key": f"critical:{sid}",
        "patient": patient,
        "message_sid": sid,
    }
    return clinic.do(escalations.open_case, **{**case, **more})


def abnormal(clinic: Clinic, patient: Patient, sid: str = "SM5") -> Escalation:
    key = f"abnormal:{sid}"
    return page(clinic, patient, sid, tier="abnormal", key=key, vital="blood_pressure")


def hear(clinic: Clinic, case: Escalation, event: str, agent: Any = None) -> Escalation | None:
    told = (case.dedup_key, "PINC1", f"incident.{event}", agent, "https://pd.example/PINC1")
    return clinic.do(escalations.heard, *told)


def test_a_human_acknowledgement_is_kept_charted_and_counted_once(clinic: Clinic) -> None:
    case = page(clinic, clinic.enroll())
    clinic.run()
    for _ in range(2):
        hear(clinic, case, "acknowledged", NURSE)

    kept = clinic.one(Escalation)
    assert (kept.state, kept.acknowledged_by) == ("acknowledged", "Nina Park")
    assert (kept.incident_id, kept.incident_url) == ("PINC1", "https://pd.example/PINC1")
    assert "Nina Park" in clinic.one(ChartNote, kind="acknowledgement").text
    assert len(clinic.all(Activity, kind="acknowledgement")) == 1


@pytest.mark.parametrize(
    "agent", [None, {}, {"type": "service_reference", "id": "PS", "summary": "Promotora"}]
)
@pytest.mark.parametrize("event", ["acknowledged", "resolved"])
def test_automation_is_no_person(clinic: Clinic, event: str, agent: Any) -> None:
    case = page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, case, event, agent)

    kept = clinic.one(Escalation)
    assert (kept.state, kept.acknowledged_at) == ("open", None)
    assert clinic.one(JournalLine, event=f"pagerduty_{event}").by == "pagerduty"


def test_a_person_who_resolves_closes_and_has_also_taken_it(clinic: Clinic) -> None:
    case = page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, case, "resolved", NURSE)

    kept = clinic.one(Escalation)
    assert (kept.state, kept.acknowledged_by, kept.closed_by) == (
        "closed",
        "Nina Park",
        "Nina Park",
    )


def test_the_incident_is_known_by_its_id_where_its_key_is_not_ours(clinic: Clinic) -> None:
    case = page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, case, "triggered")
    by_id = (None, "PINC1", "incident.acknowledged", NURSE, None)
    clinic.do(escalations.heard, *by_id)

    assert clinic.one(Escalation).state == "acknowledged"
    assert clinic.do(escalations.heard, "other", "POTHER", "incident.resolved", NURSE, None) is None


def test_a_page_nobody_takes_in_five_minutes_goes_to_the_queue_in_red(clinic: Clinic) -> None:
    case = page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, case, "triggered")
    clinic.wait(minutes=4, seconds=59)
    assert clinic.all(Task) == []
    assert not escalations.overdue(clinic.one(Escalation), clinic.escalating, clinic.now)

    clinic.wait(seconds=1)
    assert clinic.one(Task).kind == "page_unacknowledged"
    assert escalations.overdue(clinic.one(Escalation), clinic.escalating, clinic.now)
    clinic.wait(hours=5)
    assert len(clinic.all(Task)) == 1


def test_the_window_runs_although_pagerduty_cannot_be_reached(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.trouble["page"] = [Later(None, "down") for _ in range(100)]
    clinic.wait(minutes=5)

    kinds = {task.kind for task in clinic.all(Task)}
    assert kinds == {"page_not_taken", "page_unacknowledged"}


def test_a_page_that_pagerduty_never_echoes_is_told_after_a_minute(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.run()
    clinic.wait(minutes=1)

    assert clinic.one(Task).kind == "page_not_echoed"
    detail = clinic.one(JournalLine, event="page_not_echoed").detail
    assert detail == {"tier": "critical", "rules": clinic.escalating.version}


def test_an_echoed_and_acknowledged_page_asks_nobody_else(clinic: Clinic) -> None:
    case = page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, case, "triggered")
    hear(clinic, case, "acknowledged", NURSE)
    clinic.wait(hours=5)

    assert clinic.all(Task) == []


def test_an_abnormal_case_is_quiet_and_has_half_an_hour(clinic: Clinic) -> None:
    case = abnormal(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, case, "triggered")
    assert clinic.pages[0].severity == "warning"

    clinic.wait(minutes=29)
    assert clinic.all(Task) == []
    clinic.wait(minutes=1)
    assert clinic.one(Task).kind == "page_unacknowledged"


def test_the_next_reading_in_range_ends_an_abnormal_case_and_its_page(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    case = abnormal(clinic, rosa)
    clinic.run()

    assert clinic.do(escalations.close_abnormal, rosa, "blood_pressure") == 1
    assert clinic.do(escalations.close_abnormal, rosa, "blood_pressure") == 0
    clinic.run()

    kept = clinic.one(Escalation)
    assert (kept.state, kept.closed_by) == ("closed", "system")
    assert clinic.resolved == [case.dedup_key]
    assert "in range" in [note.text for note in clinic.notes][-1]


def test_another_vital_another_patient_or_a_critical_case_is_left_alone(clinic: Clinic) -> None:
    rosa, luis = clinic.enroll("Rosa"), clinic.enroll("Luis")
    abnormal(clinic, rosa)
    page(clinic, luis, vital="blood_pressure")

    assert clinic.do(escalations.close_abnormal, rosa, "glucose") == 0
    assert clinic.do(escalations.close_abnormal, luis, "blood_pressure") == 0
    assert len(clinic.all(Escalation, state="open")) == 2


def test_a_case_that_ends_before_its_page_left_pages_nobody(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    abnormal(clinic, rosa)
    clinic.do(escalations.close_abnormal, rosa, "blood_pressure")
    clinic.run()

    assert (clinic.pages, clinic.resolved) == ([], [])
    assert {letter.state for letter in clinic.all(Letter, kind="page")} == {"moot"}


def test_a_person_closes_a_critical_case_in_the_console(clinic: Clinic) -> None:
    case = page(clinic, clinic.enroll())
    clinic.run()
    clinic.do(lambda session, now: escalations.close(session, case, "dr.lee", now))
    clinic.do(lambda session, now: escalations.close(session, case, "somebody else", now))
    clinic.run()

    kept = clinic.one(Escalation)
    assert (kept.state, kept.closed_by) == ("closed", "dr.lee")
    assert clinic.resolved == [case.dedup_key]
    assert len(clinic.all(JournalLine, event="case_closed")) == 1


def test_the_first_who_acknowledges_is_kept(clinic: Clinic) -> None:
    case = page(clinic, clinic.enroll())
    for name in ("nina.park", "dr.lee"):
        clinic.do(lambda session, now, by=name: escalations.acknowledge(session, case, by, now))

    assert clinic.one(Escalation).acknowledged_by == "nina.park"
