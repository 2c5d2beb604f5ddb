"""A page that reaches nobody: the telephone, and a red banner that only a person clears."""

from datetime import timedelta

import pytest

from gateway import escalations
from gateway.escalations import Alarm, Escalation
from gateway.escalations.tables import Ring
from gateway.outbox import Letter
from gateway.timers import Timer
from gateway.vendors.delivery import Later, Undeliverable
from tests.care.paging import NURSE, abnormal, case_of, hear, page
from tests.clinic import Clinic

NP, MD = "+15005550190", "+15005550191"
DOWN = [Later(None, "PagerDuty asks to wait (429)") for _ in range(200)]
REVOKED = [Later(None, "PagerDuty answered 400; check routing key", alarm=True) for _ in range(200)]


def sounding(clinic: Clinic) -> list[str]:
    return [alarm.what for alarm in clinic.look(escalations.sounding)]


def rung(clinic: Clinic) -> list[str]:
    return [call.phone for call in clinic.rings]


def test_taken_and_never_echoed_rings_the_first_on_call_after_sixty_seconds(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.run()
    clinic.wait(seconds=59)
    assert (rung(clinic), sounding(clinic)) == ([], [])

    clinic.wait(seconds=1)
    assert (rung(clinic), sounding(clinic)) == ([NP], ["page_not_echoed"])


def test_echoed_and_not_acknowledged_in_five_minutes_rings_nurse_then_physician(
    clinic: Clinic,
) -> None:
    page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, "triggered")
    clinic.wait(minutes=5)
    assert (rung(clinic), sounding(clinic)) == ([NP], ["page_unacknowledged"])

    clinic.wait(minutes=2)
    assert rung(clinic) == [NP, MD]


def test_a_storm_of_429_rings_within_a_minute_and_the_page_still_arrives(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.trouble["page"] = list(DOWN[:3])
    clinic.wait(seconds=60)
    assert (rung(clinic), sounding(clinic)) == ([NP], ["page_not_taken"])

    for _ in range(4):
        clinic.wait(seconds=30)
    assert len(clinic.pages) == 1


def test_a_revoked_key_rings_at_once_because_waiting_helps_nobody(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.trouble["page"] = list(REVOKED)
    clinic.run()

    assert (rung(clinic), sounding(clinic)) == ([NP], ["page_refused"])
    clinic.wait(seconds=30)
    assert (rung(clinic), sounding(clinic)) == ([NP], ["page_refused"])


def test_a_page_pagerduty_calls_malformed_rings_at_once(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.trouble["page"] = [Undeliverable("400", "malformed")]
    clinic.run()

    assert rung(clinic) == [NP]


def test_a_call_that_nobody_answers_leads_to_the_next_at_once(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.wait(minutes=1)
    [first] = clinic.all(Ring)
    for status in ("ringing", "no-answer", "no-answer", "ringing"):
        clinic.do(escalations.rang, first.id, status)
    clinic.run()

    assert rung(clinic) == [NP, MD]
    assert clinic.one(Ring, id=first.id).state == "no-answer"


def test_the_list_is_called_round_and_round_until_somebody_has_it(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, "triggered")
    clinic.live_for(minutes=5 + 2 + 10 + 2 + 10)

    assert rung(clinic) == [NP, MD, NP, MD, NP]
    assert sounding(clinic)[:2] == ["page_unacknowledged", "nobody_answers"]
    assert len(clinic.pages) == 3, "PagerDuty's own policy has stopped: it is paged anew"
    assert len({sent.dedup_key for sent in clinic.pages}) == 3
    assert clinic.resolved == [sent.dedup_key for sent in clinic.pages[:2]]


@pytest.mark.parametrize("how", ["in the console", "in PagerDuty"])
def test_calling_ends_when_a_person_has_it_and_the_banner_stays(clinic: Clinic, how: str) -> None:
    case = page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, "triggered")
    clinic.wait(minutes=5)
    if how == "in PagerDuty":
        hear(clinic, "acknowledged", NURSE)
    else:
        clinic.do(lambda s, now: escalations.acknowledge(s, case, "nina.park", now))
    clinic.live_for(hours=3)

    assert rung(clinic) == [NP]
    assert sounding(clinic) == ["page_unacknowledged"]
    assert clinic.all(Timer) == []


def test_only_a_person_clears_the_banner_and_it_is_written_down_who(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.wait(minutes=1)
    [alarm] = clinic.all(Alarm)

    assert clinic.do(escalations.clear_alarm, alarm.id, "nina.park") is True
    assert clinic.do(escalations.clear_alarm, alarm.id, "dr.lee") is False
    kept = clinic.one(Alarm, id=alarm.id)
    assert (kept.cleared_by, kept.cleared_at) == ("nina.park", clinic.now)
    assert sounding(clinic) == []


def test_a_call_names_no_patient_no_case_and_no_value(clinic: Clinic) -> None:
    rosa = clinic.enroll("Rosalinda", family_name="Villanueva")
    case = page(clinic, rosa)
    clinic.wait(minutes=1)

    [call] = clinic.rings
    for private in ("rosa", "villanueva", "180", "systolic", case.id[:8], rosa.phone):
        assert private not in call.says.lower()
    assert case.id not in call.callback_path


def test_when_the_telephone_fails_too_the_banner_says_so_and_the_next_is_tried(
    clinic: Clinic,
) -> None:
    page(clinic, clinic.enroll())
    clinic.trouble["ring"] = [Later(None, "Twilio cannot be reached") for _ in range(4)]
    clinic.live_for(minutes=4)

    assert "call_not_placed" in sounding(clinic)
    assert rung(clinic) == [MD], "the newest call is the one that is placed"


def test_a_number_twilio_refuses_is_skipped_and_shown(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.trouble["ring"] = [Undeliverable("21211", "no number")]
    clinic.wait(minutes=1)

    assert rung(clinic) == [MD]
    assert "call_not_placed" in sounding(clinic)


def test_an_abnormal_case_wakes_nobody_by_telephone(clinic: Clinic) -> None:
    abnormal(clinic, clinic.enroll())
    clinic.live_for(hours=2)

    assert rung(clinic) == []
    assert sounding(clinic) == ["page_not_echoed", "page_unacknowledged"]


def test_an_echoed_page_that_is_taken_sounds_nothing_and_leaves_no_clock(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, "triggered")
    clinic.wait(minutes=4)
    hear(clinic, "acknowledged", NURSE)
    clinic.live_for(hours=3)

    assert (rung(clinic), sounding(clinic), clinic.all(Timer)) == ([], [], [])


def test_a_page_pagerduty_ended_by_itself_is_sent_anew(clinic: Clinic) -> None:
    """A service with an auto-resolve time-out: nobody acknowledged, and PagerDuty forgets it."""
    page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, "triggered")
    clinic.wait(minutes=4)
    hear(clinic, "resolved", None)
    clinic.run()

    assert len(clinic.pages) == 2
    assert case_of(clinic).state == "open"


def test_a_page_ended_at_once_by_a_rule_of_pagerduty_is_telephoned_instead(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, "triggered")
    hear(clinic, "resolved", None)
    clinic.run()

    assert (len(clinic.pages), rung(clinic)) == (1, [NP])


def test_a_worker_that_was_away_for_an_hour_takes_the_second_route_once(clinic: Clinic) -> None:
    page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, "triggered")
    clinic.wait(hours=1)
    clinic.wait(seconds=1)

    assert rung(clinic) == [NP]
    assert clinic.one(Letter, kind="ring").state == "sent"
    assert clinic.one(Escalation).opened_at == clinic.now - timedelta(hours=1, seconds=1)
