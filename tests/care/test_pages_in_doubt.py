"""Pages that may have gone out, and incidents that are not ours."""

from pathlib import Path
from typing import Any

import pytest

from gateway import escalations, protocols, readings
from gateway.carriers import page
from gateway.cohort import Patient
from gateway.escalations import Escalation
from gateway.settings import Settings
from gateway.vendors.delivery import Later, Receipt
from tests.clinic import NOON, PROTOCOLS, Clinic


def open_case(clinic: Clinic, patient: Patient, key: str = "critical:SM1") -> Escalation:
    return clinic.do(
        escalations.open_case,
        tier="critical",
        cause="red_flag",
        detail="chest_pain",
        key=key,
        patient=patient,
    )


def test_a_page_that_may_have_gone_out_is_taken_back_when_the_case_is_closed(
    clinic: Clinic,
) -> None:
    """PagerDuty's answer was lost: without a resolve it would go on to wake the next in line."""
    case = open_case(clinic, clinic.enroll())
    clinic.trouble["page"] = [Later(None, "PagerDuty gave no answer (ReadTimeout)")]
    clinic.run()
    clinic.do(escalations.close, case, "Dr. Vega")
    clinic.wait(minutes=5)

    assert clinic.resolved == [case.dedup_key]


def test_a_page_that_never_left_needs_no_taking_back(clinic: Clinic) -> None:
    case = open_case(clinic, clinic.enroll())
    clinic.do(escalations.close, case, "Dr. Vega")
    clinic.wait(minutes=5)

    assert clinic.pages == []
    assert clinic.resolved == []


@pytest.mark.parametrize("incident_id", [None, ""])
def test_an_incident_without_id_or_key_is_nobodys(clinic: Clinic, incident_id: str | None) -> None:
    case = open_case(clinic, clinic.enroll())
    found = clinic.do(
        escalations.heard,
        None,
        incident_id,
        "incident.resolved",
        {"type": "user_reference", "summary": "Dr. Vega"},
        None,
    )

    assert found is None
    assert clinic.one(Escalation, id=case.id).state == "open"


def test_two_vitals_out_of_range_in_one_text_each_wait_for_their_own_good_reading(
    clinic: Clinic,
) -> None:
    rules = protocols.load(PROTOCOLS, Path("data/vitals.yml"))
    rosa = clinic.enroll(conditions={"hypertension": "I10", "diabetes": "E11.9"})
    said = [
        {"type": "blood_pressure", "systolic": 150, "diastolic": 95},
        {"type": "glucose", "value": 250, "unit": "mg/dL"},
        {"type": "blood_pressure", "systolic": 128, "diastolic": 80},
    ]
    for ordinal, (sid, reading) in enumerate(zip(("SM1", "SM1", "SM2"), said, strict=True)):
        clinic.clock.advance(minutes=1)
        clinic.do(
            readings.record,
            rosa,
            reading,
            message_sid=sid,
            ordinal=ordinal,
            check_in=None,
            words="words",
            rules=rules,
        )

    waiting = [case.vital for case in clinic.all(Escalation) if case.state != "closed"]
    assert waiting == ["glucose"]


@pytest.mark.parametrize(
    "template", ["https://chart/{mrn}", "https://chart/{", "https://c/{patient_id}"]
)
def test_no_link_a_site_writes_costs_a_page(template: str) -> None:
    told: list[Any] = []

    class Pager:
        def trigger(self, *_case: Any, links: Any, **_more: Any) -> Receipt:
            told.extend(links)
            return Receipt("k")

    settings = Settings(chart_url_template=template)
    case = escalations.Page("k", "s", "critical", "/console/cases/1", "12/7", NOON, {})
    page(Pager(), settings)(case)  # type: ignore[arg-type]

    assert [link["text"] for link in told] == ["Open the case", "Open the chart"]
    assert told[1]["href"] == template.replace("{patient_id}", "12%2F7")
