"""Getting a clinician to look."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway import escalations
from gateway.chart import ChartNote
from gateway.cohort import Patient
from gateway.errors import BadRules
from gateway.escalations import Escalation
from gateway.journal import JournalLine
from gateway.minutes import Activity
from gateway.tasks import Task
from gateway.vendors.delivery import Later, Undeliverable
from tests.clinic import PROTOCOLS, Clinic

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


def hear(clinic: Clinic, case: Escalation, event: str, agent: Any = None) -> Escalation | None:
    told = (case.dedup_key, "PINC1", f"incident.{event}", agent, "https://pd.example/PINC1")
    return clinic.do(escalations.heard, *told)


def test_a_critical_case_pages_once_and_reaches_the_chart_and_the_count(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    case = page(clinic, rosa)
    clinic.run()

    [sent] = clinic.pages
    assert (sent.dedup_key, sent.severity) == ("promotora:critical:SM1", "critical")
    assert sent.case_path == f"/console/cases/{case.id}"
    assert clinic.one(Escalation).paged_at == clinic.now
    assert clinic.one(ChartNote).kind == "escalation"
    assert clinic.one(Activity).kind == "escalation"


def test_a_page_names_nobody_and_no_vital(clinic: Clinic) -> None:
    rosa = clinic.enroll(given="Rosalinda", family_name="Villanueva")
    page(clinic, rosa, detail="blood_pressure 190/110: systolic above 180 (hypertension@2)")
    clinic.wait(minutes=3)

    [sent] = clinic.pages
    leaving = f"{sent.summary} {sent.details} {sent.dedup_key} {sent.case_path}".lower()
    private = ("rosalinda", "villanueva", rosa.phone, rosa.id, "190", "systolic", "pressure")
    assert not [word for word in private if word.lower() in leaving]
    assert sent.details == {"case": sent.summary[-8:], "tier": "critical", "minutes_waiting": 3}


def test_the_safety_net_and_the_reading_of_one_message_are_one_case(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    first = page(clinic, rosa, cause="critical_words")
    clinic.run()
    second = page(clinic, rosa, reading_id="r1", vital="blood_pressure")
    third = page(clinic, rosa, reading_id="r2")
    clinic.run()

    assert first.id == second.id == third.id
    assert len(clinic.pages) == 1
    assert clinic.one(Escalation).reading_id == "r1"
    assert clinic.one(JournalLine, event="case_joined").detail["cause"] == "reading"


def test_a_case_opened_for_an_unknown_writer_takes_the_patient_when_she_is_known(
    clinic: Clinic,
) -> None:
    page(clinic, None, phone="+15005550101")
    assert clinic.all(ChartNote) == []

    rosa = clinic.enroll()
    page(clinic, rosa)

    assert clinic.one(Escalation).patient_id == rosa.id
    assert clinic.one(ChartNote).kind == "escalation"


def test_a_worse_reading_after_an_acknowledgement_pages_again(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    case = page(clinic, rosa, "SM1")
    clinic.run()
    hear(clinic, case, "acknowledged", NURSE)
    page(clinic, rosa, "SM2")
    clinic.run()

    assert [sent.dedup_key[-3:] for sent in clinic.pages] == ["SM1", "SM2"]


def test_a_page_is_carried_however_long_pagerduty_is_down(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.trouble["page"] = [Later(None, "429") for _ in range(40)]
    for _ in range(60):
        if not clinic.pages:
            clinic.wait(minutes=20)

    assert len(clinic.pages) == 1
    assert clinic.one(Escalation).paged_at is not None


def test_a_malformed_page_is_a_task_for_now(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.trouble["page"] = [Undeliverable("400", "malformed")]
    clinic.run()

    task = clinic.one(Task, kind="dead_letter")
    assert (task.why, task.due_at) == ("page_refused_400", clinic.now)


def test_the_rules_say_five_and_thirty_minutes(clinic: Clinic) -> None:
    tiers = clinic.escalating.tiers

    assert tiers["critical"].acknowledge_within == timedelta(minutes=5)
    assert tiers["abnormal"].acknowledge_within == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("find", "put", "told"),
    [
        ("echo_within: 1 minute", "echo_within: soon", "soon"),
        ("acknowledge_within: 5 minutes", "acknowledge_within: 5", "duration"),
        ("  critical:", "  urgent:", "critical"),
        ("tiers:", "tears:", "tiers"),
    ],
)
def test_rules_that_cannot_be_meant_are_refused(
    tmp_path: Path, find: str, put: str, told: str
) -> None:
    written = (PROTOCOLS / "escalation.yml").read_text()
    (tmp_path / "escalation.yml").write_text(written.replace(find, put, 1))

    with pytest.raises(BadRules, match=told) as refusal:
        escalations.load_rules(tmp_path)
    assert "escalation.yml" in str(refusal.value)
