"""Corrections, choices and a change of language, as the care team sees them."""

from datetime import timedelta

import pytest

from gateway import cohort, escalations
from gateway.cohort.tables import Patient
from gateway.escalations.tables import Escalation
from tests.console.conftest import Console
from tests.console.days import Days
from tests.console.populated import NOW


@pytest.fixture
def case(room: Console) -> Escalation:
    """Ruth wrote 184/92, which paged; then 148/92, then that it was 146/92."""
    ruth, at = room.patients[9], NOW - timedelta(minutes=9)
    with room.db.transaction() as session:
        days = Days(session, NOW, panel=())
        first = days.says(ruth, "184/92", at, evidence=[("184/92", "blood_pressure")])
        wrong = days.record(ruth, "blood_pressure", first, "184/92", at, "critical",
                            systolic=184, diastolic=92)  # fmt: skip
        opened = escalations.open_case(
            session, tier="critical", cause="reading", detail="x", key=f"critical:{first}",
            patient=ruth, reading_id=wrong.id, message_sid=first, vital="blood_pressure", now=at,
        )  # fmt: skip
        for minutes, top in ((1, 148), (2, 146)):
            sid = days.says(ruth, f"sorry {top}/92", at + timedelta(minutes=minutes))
            right = days.record(ruth, "blood_pressure", sid, f"sorry {top}/92", at,
                                systolic=top, diastolic=92)  # fmt: skip
            right.supersedes_id, wrong.status = wrong.id, "entered-in-error"
            wrong = right
    return opened


def test_the_timeline_strikes_out_what_no_longer_counts(room: Console, case: Escalation) -> None:
    page = room.signed_in().get(f"/console/patients/{room.patients[9].id}").text

    assert '<s class="value">184/92 mmHg</s>' in page
    assert '<s class="value">148/92 mmHg</s>' in page
    assert "corrected by the patient to 146/92 mmHg" in page
    assert '<span class="dim">in place of 148/92 mmHg</span>' in page


def test_the_trend_shows_only_what_counts(room: Console, case: Escalation) -> None:
    page = room.signed_in().get(f"/console/patients/{room.patients[9].id}").text

    readings = page[page.index('id="readings"') :]
    assert "146/92" in readings
    assert "184/92" not in readings


def test_the_case_says_that_its_reading_was_put_right_and_stays_open(
    room: Console, case: Escalation
) -> None:
    clinician = room.signed_in("clinician")
    page = clinician.get(f"/console/cases/{case.id}").text
    timeline = clinician.get(f"/console/patients/{room.patients[9].id}").text

    said = "The patient has since corrected this to 146/92 mmHg (in range)."
    assert said in page
    assert said in timeline
    assert "Close the case" in page


def test_a_case_whose_reading_stands_says_nothing_of_the_kind(room: Console) -> None:
    rosa = room.patients[0]

    assert "corrected" not in room.signed_in().get(f"/console/patients/{rosa.id}").text


def test_a_patient_who_writes_in_another_language_now_is_shown_as_such(room: Console) -> None:
    ruth = room.patients[9]
    with room.db.transaction() as session:
        cohort.listen(session, session.get_one(Patient, ruth.id), "es", now=NOW)
    page = room.signed_in("clinician").get(f"/console/patients/{ruth.id}").text

    assert "English, writes in Spanish now" in page
    assert "Your message, in <strong>Spanish</strong>" in page
    assert "Writes in Spanish now, and is answered in it" in page


def test_what_we_showed_her_and_what_she_asked_is_told_in_words(room: Console) -> None:
    ruth = room.patients[9]
    shown = {"outcome": "ask_back", "values": {"first": "138/82", "second": "142/90"}}
    with room.db.transaction() as session:
        days = Days(session, NOW, panel=())
        days.says(ruth, "138/82 or 142/90", NOW, act="clarify", outcome=shown)
    page = room.signed_in().get(f"/console/patients/{ruth.id}").text

    assert "We asked: is it <strong>138/82 or 142/90</strong>?" in page
