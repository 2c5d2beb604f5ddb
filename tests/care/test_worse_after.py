"""Worse after somebody took the case: people are notified again. The same again: they are not."""

from typing import Any

import pytest

from gateway import escalations
from gateway.chart import ChartNote
from gateway.cohort import Patient
from gateway.escalations import Escalation
from gateway.escalations.tables import Concern, EarlierPage
from gateway.journal import JournalLine
from gateway.timers import Timer
from tests.care.paging import DOCTOR, NURSE, abnormal, case_of, hear, page
from tests.clinic import Clinic

WORSE: dict[str, dict[str, Any]] = {
    "further beyond the same limit": {"beyond": {"systolic above 180": 15}},
    "another limit as well": {"beyond": {"systolic above 180": 5, "diastolic at least 120": 1}},
    "another limit": {"beyond": {"diastolic at least 120": 0}},
    "another vital": {"vital": "glucose", "beyond": {"glucose above 300": 10}},
    "red-flag words": {"cause": "red_flag", "vital": None, "beyond": {"chest_pain": 0}},
    "what cannot be compared": {"beyond": {}},
}
THE_SAME: dict[str, dict[str, Any]] = {
    "the same value": {"beyond": {"systolic above 180": 5}},
    "a little better": {"beyond": {"systolic above 180": 1}},
}


@pytest.fixture
def taken(clinic: Clinic) -> Escalation:
    """A critical case of Rosa's that the nurse has acknowledged in PagerDuty."""
    case = page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, "triggered")
    hear(clinic, "acknowledged", NURSE)
    return case


def again(clinic: Clinic, sid: str = "SM2", **more: Any) -> Escalation:
    return page(clinic, clinic.one(Patient), sid, **more)


@pytest.mark.parametrize("how", WORSE.values(), ids=WORSE.keys())
def test_what_is_worse_pages_anew_in_the_same_case(
    clinic: Clinic, taken: Escalation, how: dict[str, Any]
) -> None:
    again(clinic, **how)
    clinic.run()

    assert [sent.dedup_key[-3:] for sent in clinic.pages] == ["SM1", "SM2"]
    case = case_of(clinic)
    assert (case.id, case.state, case.acknowledged_by) == (taken.id, "open", None)
    assert clinic.one(EarlierPage).acknowledged_by == "Nina Park"
    assert clinic.resolved == [clinic.pages[0].dedup_key], "one case is one open incident"


@pytest.mark.parametrize("how", THE_SAME.values(), ids=THE_SAME.keys())
def test_the_same_again_pages_nobody_and_is_noted_beside_the_case(
    clinic: Clinic, taken: Escalation, how: dict[str, Any]
) -> None:
    again(clinic, **how)
    clinic.live_for(minutes=20)

    assert len(clinic.pages) == 1
    assert case_of(clinic).acknowledged_by == "Nina Park"
    assert len(clinic.all(Concern, case_id=taken.id)) == 2
    assert clinic.one(JournalLine, event="case_repeated").detail["message_sid"] == "SM2"
    assert "Nobody is paged again: Nina Park has it." in [n.text for n in clinic.notes][-1]


def test_the_same_after_four_hours_pages_anew_because_somebody_must_look(
    clinic: Clinic, taken: Escalation
) -> None:
    clinic.wait(hours=4, seconds=1)
    again(clinic)
    clinic.run()

    assert len(clinic.pages) == 2


def test_while_nobody_has_taken_it_more_of_it_joins_the_page_that_is_out(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.run()
    again(clinic, beyond={"systolic above 180": 40})
    clinic.run()

    assert len(clinic.pages) == 1
    assert len(clinic.all(Concern)) == 2
    assert "its page is still out" in [note.text for note in clinic.notes][-1]


def test_words_of_danger_page_by_themselves_and_do_not_put_off_the_telephone(
    clinic: Clinic,
) -> None:
    page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, "triggered")
    clinic.wait(minutes=4)
    for sid in ("SM2", "SM3"):
        again(clinic, sid, cause="red_flag", vital=None, beyond={"chest_pain": 0})
    clinic.run()
    hear(clinic, "triggered")
    assert [sent.dedup_key[-3:] for sent in clinic.pages] == ["SM1", "SM2"]

    clinic.wait(minutes=1)
    assert len(clinic.rings) == 1, "five minutes after the first page, not after the second"


def test_the_new_page_has_its_own_minute_and_its_own_five(
    clinic: Clinic, taken: Escalation
) -> None:
    clinic.wait(minutes=30)
    again(clinic, beyond={"systolic above 180": 30})
    clinic.run()
    hear(clinic, "triggered")
    clinic.live_for(minutes=4.5)
    assert clinic.rings == []
    assert not escalations.overdue(case_of(clinic), clinic.escalating, clinic.now)

    clinic.wait(seconds=30)
    assert len(clinic.rings) == 1


def test_the_physician_closes_the_worse_page_in_pagerduty_and_nothing_is_left(
    clinic: Clinic, taken: Escalation
) -> None:
    again(clinic, beyond={"systolic above 180": 30})
    clinic.run()
    hear(clinic, "triggered")
    hear(clinic, "resolved", DOCTOR)
    clinic.run()

    case = case_of(clinic)
    assert (case.state, case.acknowledged_by, case.closed_by) == ("closed", "Dr. Lee", "Dr. Lee")
    assert set(clinic.resolved) == {sent.dedup_key for sent in clinic.pages}
    assert clinic.all(Timer) == []
    told = [note.text for note in clinic.all(ChartNote, kind="acknowledgement")]
    assert [text.split()[0] for text in sorted(told)] == ["Dr.", "Nina"]


@pytest.mark.parametrize("event", ["acknowledged", "resolved"])
def test_who_clicks_on_the_earlier_incident_has_not_seen_the_worse_one(
    clinic: Clinic, taken: Escalation, event: str
) -> None:
    again(clinic, beyond={"systolic above 180": 30})
    clinic.run()
    hear(clinic, event, DOCTOR, of=0)

    assert case_of(clinic).state == "open"
    assert clinic.one(JournalLine, event=f"pagerduty_{event}").detail["earlier"] is True


@pytest.mark.parametrize("cause", ["reading", "red_flag"])
def test_what_is_critical_raises_an_open_abnormal_case_and_wakes_somebody(
    clinic: Clinic, cause: str
) -> None:
    rosa = clinic.enroll()
    low = abnormal(clinic, rosa)
    clinic.run()
    vital = "blood_pressure" if cause == "reading" else None
    high = page(clinic, rosa, "SM2", cause=cause, vital=vital)
    clinic.run()

    assert high.id == low.id
    assert [sent.severity for sent in clinic.pages] == ["warning", "critical"]
    assert clinic.resolved == [clinic.pages[0].dedup_key]
    assert clinic.do(escalations.close_abnormal, rosa, "blood_pressure") == 0, (
        "by nobody but a person"
    )


def test_a_critical_glucose_leaves_the_abnormal_pressure_to_its_own_next_reading(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll()
    low = abnormal(clinic, rosa)
    high = page(clinic, rosa, "SM2", vital="glucose", beyond={"glucose above 300": 5})

    assert high.id != low.id
    assert clinic.do(escalations.close_abnormal, rosa, "blood_pressure") == 1


def test_an_abnormal_reading_again_is_the_same_case(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    assert abnormal(clinic, rosa).id == abnormal(clinic, rosa, "SM2").id
    clinic.run()

    assert len(clinic.pages) == 1


def test_a_stranger_has_one_case_too(clinic: Clinic) -> None:
    first = page(clinic, None, phone="+15005550177")
    second = page(clinic, None, "SM2", phone="+15005550177")
    other = page(clinic, None, "SM3", phone="+15005550178")

    assert first.id == second.id != other.id


def test_after_the_case_is_closed_the_next_is_a_new_one(clinic: Clinic, taken: Escalation) -> None:
    clinic.do(lambda s, now: escalations.close(s, taken, "dr.lee", now))
    assert again(clinic).id != taken.id


def test_a_note_typed_in_pagerduty_reaches_the_chart_once(
    clinic: Clinic, taken: Escalation
) -> None:
    for _ in range(2):
        clinic.do(escalations.noted, "PINC1", "N1", "Spoke to her daughter.", DOCTOR)

    note = clinic.one(ChartNote, key=f"note:pagerduty:{taken.id}:N1")
    assert "Dr. Lee wrote in PagerDuty" in note.text
    assert "Spoke to her daughter." in note.text


@pytest.mark.parametrize("event", ["reopened", "unacknowledged"])
def test_what_pagerduty_opens_again_is_open_here_with_its_clocks(
    clinic: Clinic, taken: Escalation, event: str
) -> None:
    if event == "reopened":
        hear(clinic, "resolved", DOCTOR)
    clinic.wait(hours=1)
    hear(clinic, event, DOCTOR if event == "reopened" else None)
    case = case_of(clinic)
    assert (case.state, case.acknowledged_by, case.closed_by) == ("open", None, None)

    clinic.wait(minutes=5)
    assert len(clinic.rings) == 1
    clinic.do(lambda s, now: escalations.close(s, case, "dr.lee", now))
    clinic.run()
    assert clinic.resolved[-1] == clinic.pages[-1].dedup_key, "told once more: it was open again"
