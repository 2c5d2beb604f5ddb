"""Who is telephoned about a page presses 1: "I have it". Nothing else stops the list."""

from datetime import timedelta

import pytest

from gateway import escalations
from gateway.cohort import Patient
from gateway.escalations.tables import Ring
from gateway.journal import JournalLine
from gateway.vendors.delivery import Later
from tests.care.paging import NURSE, case_of, hear, page
from tests.clinic import Clinic

NP, MD = "+15005550190", "+15005550191"


@pytest.fixture
def called(clinic: Clinic) -> Clinic:
    """PagerDuty says that the page is out, nobody acknowledges it, the nurse's phone rings."""
    page(clinic, clinic.enroll())
    clinic.run()
    hear(clinic, "triggered")
    clinic.wait(minutes=5)
    assert rung(clinic) == [NP]
    return clinic


def rung(clinic: Clinic) -> list[str]:
    return [call.phone for call in clinic.rings]


def presses(clinic: Clinic, keys: str = "1", call: int = -1) -> bool:
    """Whoever picked up that call presses these keys."""
    ring = sorted(clinic.all(Ring), key=lambda one: one.wanted_at)[call]
    heard = clinic.do(escalations.press, ring.id, keys, clinic.escalating)
    clinic.run()
    return heard


def ends(clinic: Clinic, status: str, call: int = -1) -> None:
    ring = sorted(clinic.all(Ring), key=lambda one: one.wanted_at)[call]
    clinic.do(escalations.rang, ring.id, status)
    clinic.run()


def sounding(clinic: Clinic) -> list[str]:
    return [alarm.what for alarm in clinic.look(escalations.sounding)]


def test_the_call_asks_for_the_key_and_says_nothing_of_anybody(called: Clinic) -> None:
    [call] = called.rings
    assert call.asks == "Press 1 to say that you have it."
    assert case_of(called).id not in call.key_path + call.callback_path


def test_one_calls_nobody_else_and_it_is_written_down_who_and_when(called: Clinic) -> None:
    called.wait(seconds=20)
    assert presses(called) is True
    at = called.now
    ends(called, "completed")
    called.live_for(minutes=29)

    assert rung(called) == [NP]
    [ring] = called.all(Ring)
    assert (ring.name, ring.phone, ring.pressed_at) == ("Nurse practitioner on call", NP, at)
    line = called.one(JournalLine, event="on_call_has_it")
    assert (line.by, line.at, line.subject_id) == (ring.name, at, case_of(called).id)


def test_it_is_no_acknowledgement_and_clears_no_banner(called: Clinic) -> None:
    presses(called)

    case = case_of(called)
    assert (case.state, case.acknowledged_by) == ("open", None)
    assert [told for told, _ in called.said_to_pager] == ["page"]
    assert sounding(called) == ["page_unacknowledged"]


@pytest.mark.parametrize("keys", ["", "2", "9", "0", "#"])
def test_any_other_key_is_no_answer(called: Clinic, keys: str) -> None:
    assert presses(called, keys) is False
    called.wait(minutes=2)

    assert rung(called) == [NP, MD]


@pytest.mark.parametrize("status", ["completed", "no-answer", "busy", "failed", "canceled"])
def test_a_call_that_ends_without_the_key_leads_to_the_next_at_once(
    called: Clinic, status: str
) -> None:
    """A machine answers, records it all, and presses nothing."""
    ends(called, status)

    assert rung(called) == [NP, MD]


def test_the_end_of_the_last_call_begins_no_new_round_before_its_pause(called: Clinic) -> None:
    ends(called, "completed")
    ends(called, "completed")
    assert rung(called) == [NP, MD]
    called.wait(minutes=10)

    assert rung(called) == [NP, MD, NP]


def test_the_second_may_say_so_when_the_first_did_not(called: Clinic) -> None:
    ends(called, "no-answer")
    assert presses(called) is True
    called.live_for(minutes=25)

    assert rung(called) == [NP, MD]


def test_the_first_may_say_so_while_the_next_is_called_already(called: Clinic) -> None:
    called.wait(minutes=2)
    presses(called, call=0)
    ends(called, "no-answer")
    called.live_for(minutes=25)

    assert rung(called) == [NP, MD]


def test_a_call_that_was_not_placed_yet_is_not_placed_any_more(called: Clinic) -> None:
    called.trouble["ring"] = [Later(None, "Twilio cannot be reached")]
    ends(called, "no-answer")
    assert [ring.phone for ring in called.all(Ring)] == [NP, MD]
    presses(called, call=0)
    called.live_for(minutes=1)

    assert rung(called) == [NP]


def test_pressed_twice_or_told_twice_is_once(called: Clinic) -> None:
    assert presses(called) is True
    first = called.one(Ring).pressed_at
    called.wait(seconds=5)
    assert presses(called) is True

    assert called.one(Ring).pressed_at == first
    assert len(called.all(JournalLine, event="on_call_has_it")) == 1


def test_who_said_so_and_took_nothing_is_found_out_after_half_an_hour(called: Clinic) -> None:
    presses(called)
    ends(called, "completed")
    called.live_for(minutes=31)

    assert "not_taken_after_all" in sounding(called)
    assert len(called.pages) == 2, "the page goes out anew"
    assert rung(called) == [NP, MD], "and so do the calls"


def test_who_takes_it_in_time_hears_no_more(called: Clinic) -> None:
    presses(called)
    called.wait(minutes=3)
    hear(called, "acknowledged", NURSE)
    called.live_for(hours=3)

    assert (len(called.pages), rung(called)) == (1, [NP])
    assert sounding(called) == ["page_unacknowledged"]


def test_something_worse_is_another_page_for_which_nobody_has_pressed(called: Clinic) -> None:
    presses(called)
    called.wait(minutes=1)
    page(
        called,
        called.one(Patient),
        "SM2",
        cause="red_flag",
        detail="chest_pain",
        beyond={"chest_pain": 0},
    )
    called.run()

    assert len(called.pages) == 2
    assert rung(called) == [NP, MD]


def test_a_key_pressed_after_the_case_was_closed_changes_nothing(called: Clinic) -> None:
    case = case_of(called)
    called.do(lambda s, now: escalations.close(s, case, "nina.park", now))
    assert presses(called) is True
    called.wait(minutes=40)

    assert (case_of(called).state, rung(called)) == ("closed", [NP])
    assert case_of(called).closed_at == called.now - timedelta(minutes=40)


def test_a_call_nobody_made_has_no_key(called: Clinic) -> None:
    assert called.do(escalations.press, "no-such-call", "1", called.escalating) is False
