"""The account of a case: every page, every wait with its end, every call, in order."""

from datetime import timedelta

from gateway import escalations
from gateway.escalations import Account
from gateway.vendors.delivery import Later
from tests.care.paging import DOCTOR, NURSE, abnormal, case_of, hear, page
from tests.clinic import Clinic

MINUTE = timedelta(minutes=1)


def told(clinic: Clinic) -> Account:
    case = case_of(clinic)
    return clinic.look(
        lambda s: escalations.account(s, s.merge(case, load=False), clinic.escalating)
    )


def test_a_page_that_is_taken_in_time_is_one_page_and_one_wait(clinic: Clinic) -> None:
    began = clinic.now
    page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, "triggered")
    clinic.wait(minutes=3)
    hear(clinic, "acknowledged", NURSE)

    found = told(clinic)
    [sent], [wait] = found.pages, found.waits
    assert (sent.why, sent.echo_due, sent.acknowledged_by) == ("", began + MINUTE, "Nina Park")
    assert sent.paged_at
    assert sent.echoed_at
    assert (wait.since, wait.due, wait.ended_at) == (began, began + 5 * MINUTE, clinic.now)
    assert found.rings == []
    assert found.paged_for(found.concerns[0]) == sent


def test_a_page_that_nobody_takes_shows_whom_the_second_route_called(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.live_for(minutes=8)
    [wait] = told(clinic).waits
    assert wait.ended_at is None
    assert clinic.now > wait.due

    found = told(clinic)
    assert [ring.name for ring in found.rings][:2] == [
        "Nurse practitioner on call",
        "Physician on call",
    ]
    assert {alarm.what for alarm in found.alarms} >= {"page_not_echoed"}
    late = next(line for line in found.lines if line.event == "page_not_echoed")
    assert late.detail["rules"] == clinic.escalating.version


def test_what_gets_worse_is_a_second_page_with_a_wait_of_its_own(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    abnormal(clinic, rosa, "SM1")
    clinic.run()
    hear(clinic, "acknowledged", NURSE)
    clinic.wait(minutes=20)
    page(clinic, rosa, "SM2")
    clinic.run()
    hear(clinic, "acknowledged", DOCTOR)

    found = told(clinic)
    assert [(sent.tier, sent.why) for sent in found.pages] == [
        ("abnormal", ""),
        ("critical", "worse"),
    ]
    assert [(wait.tier, wait.ended_at is None) for wait in found.waits] == [
        ("abnormal", False),
        ("critical", False),
    ]
    assert found.waits[1].due - found.waits[1].since == 5 * MINUTE
    assert [found.paged_for(concern) for concern in found.concerns] == list(found.pages)


def test_a_repetition_is_a_finding_without_a_page(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    page(clinic, rosa, "SM1")
    clinic.run()
    hear(clinic, "acknowledged", NURSE)
    page(clinic, rosa, "SM2")
    clinic.run()

    found = told(clinic)
    first, again = found.concerns
    assert found.paged_for(first) == found.pages[0]
    assert found.paged_for(again) is None
    assert len(found.waits) == 1


def test_one_of_a_storm_has_the_storms_page(clinic: Clinic) -> None:
    for number in range(12):
        page(clinic, clinic.enroll(f"P{number}", phone=f"+1500555{number:04}"), f"SM{number}")
    clinic.run()

    member = next(case for case in clinic.all(escalations.Escalation) if case.storm_id)
    found = clinic.look(
        lambda s: escalations.account(s, s.merge(member, load=False), clinic.escalating)
    )
    assert found.storm
    assert found.pages[0].key == found.storm.dedup_key
    assert found.paged_for(found.concerns[0]) == found.pages[0]


def test_a_page_pagerduty_refused_for_a_while_says_when_it_was_taken(clinic: Clinic) -> None:
    clinic.trouble["page"] = [Later(5, "503")]
    page(clinic, clinic.enroll())
    clinic.run()
    assert told(clinic).pages[0].paged_at is None

    clinic.live_for(minutes=1)
    assert told(clinic).pages[0].paged_at
