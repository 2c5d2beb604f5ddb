"""What is said to a phone, and how far it got."""

from typing import Any

import pytest

from gateway import consent, messages
from gateway.chart import ChartNote
from gateway.cohort import Patient
from gateway.journal import JournalLine
from gateway.messages import OutboundMessage, UnreachableNumber
from gateway.minutes import Activity
from gateway.outbox import Letter
from gateway.tasks import Task
from gateway.vendors.delivery import Undeliverable, Unsure
from tests.clinic import Clinic


def say(clinic: Clinic, patient: Patient, **more: Any) -> OutboundMessage:
    said = {"phone": patient.phone, "body": "Gracias, Rosa.", "key": "reply:SM1:0", "kind": "reply"}
    clinic.do(messages.say, patient=patient, **(told := {**said, **more}))
    return clinic.all(OutboundMessage, key=told["key"])[0]


def report(clinic: Clinic, which: str, status: str, code: str | None = None, **more: Any) -> None:
    clinic.do(messages.report, which, status, code, **more)


def test_a_text_leaves_once_and_is_charted_and_counted(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    first, again = say(clinic, rosa), say(clinic, rosa, body="other words, same key")
    clinic.run()

    assert first.id == again.id
    assert [(text.phone, text.body) for text in clinic.texts] == [(rosa.phone, "Gracias, Rosa.")]
    sent = clinic.one(OutboundMessage)
    assert (sent.status, sent.sid, sent.sent_at) == ("queued", "sms-1", clinic.now)
    [note] = clinic.notes
    assert '"Gracias, Rosa."' in note.text
    assert clinic.one(Activity).kind == "outbound"


def test_the_callback_path_names_our_message_and_nothing_of_the_patient(clinic: Clinic) -> None:
    said = say(clinic, clinic.enroll())
    clinic.run()

    assert clinic.texts[0].callback_path == f"/webhooks/twilio/status/{said.id}"


def test_a_callback_that_overtakes_the_answer_loses_nothing(clinic: Clinic) -> None:
    said = say(clinic, clinic.enroll())
    report(clinic, said.id, "delivered", sid="sms-1")
    clinic.run()

    sent = clinic.one(OutboundMessage)
    assert (sent.status, sent.sid) == ("delivered", "sms-1")
    assert clinic.texts == []  # the carrier said that it has it
    assert len(clinic.all(ChartNote)) == 1


def test_a_callback_settles_a_text_whose_sending_timed_out(clinic: Clinic) -> None:
    said = say(clinic, clinic.enroll())
    clinic.trouble["sms"] = [Unsure("no answer")]
    clinic.run()
    assert clinic.one(Letter, kind="sms").state == "unknown"

    report(clinic, said.id, "sent", sid="SM9")
    clinic.wait(hours=1)

    assert clinic.one(Letter, kind="sms").state == "sent"
    assert clinic.texts == []
    assert len(clinic.all(Activity)) == 1


def test_a_second_copy_under_another_sid_is_journaled_and_changes_nothing(clinic: Clinic) -> None:
    said = say(clinic, clinic.enroll())
    clinic.run()
    report(clinic, said.id, "failed", "30008", sid="SM-other")

    assert clinic.one(OutboundMessage).status == "queued"
    assert clinic.one(JournalLine, event="text_sent_twice").detail == {"sid": "SM-other"}


def test_callbacks_are_found_by_sid_too_and_unknown_ones_are_ignored(clinic: Clinic) -> None:
    say(clinic, clinic.enroll())
    clinic.run()
    report(clinic, "sms-1", "delivered")

    assert clinic.one(OutboundMessage).status == "delivered"
    assert clinic.do(messages.report, "SM-unknown", "delivered", None) is None


def test_delivered_and_failed_cannot_both_be_true_so_the_first_stays(clinic: Clinic) -> None:
    said = say(clinic, clinic.enroll())
    clinic.run()
    report(clinic, said.id, "delivered")
    report(clinic, said.id, "failed", "30008")

    assert clinic.one(OutboundMessage).status == "delivered"
    line = clinic.one(JournalLine, event="delivery_contradicted")
    assert line.detail == {"kept": "delivered", "heard": "failed"}
    assert clinic.all(Task) == []


def test_an_undelivered_text_becomes_a_persons_task_once(clinic: Clinic) -> None:
    said = say(clinic, clinic.enroll())
    clinic.run()
    for _ in range(2):
        report(clinic, said.id, "undelivered", "30007")

    task = clinic.one(Task)
    assert (task.kind, task.why, task.phone) == ("undelivered", "carrier_30007", said.phone)
    assert clinic.all(UnreachableNumber) == []


@pytest.mark.parametrize("code", ["30005", "30006"])
def test_a_dead_number_is_marked_for_the_staff(clinic: Clinic, code: str) -> None:
    said = say(clinic, clinic.enroll())
    clinic.run()
    report(clinic, said.id, "undelivered", code)

    assert clinic.one(UnreachableNumber).code == code
    assert clinic.one(Task).why == f"bad_number_{code}"


def test_a_handset_out_of_reach_is_tried_once_more_half_an_hour_later(clinic: Clinic) -> None:
    said = say(clinic, clinic.enroll())
    clinic.run()
    report(clinic, said.id, "undelivered", "30003")
    clinic.wait(minutes=29)
    assert len(clinic.texts) == 1

    clinic.wait(minutes=2)
    assert len(clinic.texts) == 2
    assert clinic.all(Task) == []

    report(clinic, "sms-2", "undelivered", "30003")
    clinic.wait(hours=1)
    assert len(clinic.texts) == 2
    assert clinic.one(Task).kind == "undelivered"


def test_the_carriers_own_opt_out_list_is_a_stop_that_a_person_hears_of(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    say(clinic, rosa)
    clinic.trouble["sms"] = [Undeliverable("21610", "opted out")]
    clinic.run()

    assert clinic.one(OutboundMessage).status == "refused"
    assert clinic.one(consent.Consent).source == "carrier"
    assert (clinic.one(Task).kind, clinic.one(Task).why) == ("request", "opted_out")
    assert clinic.all(ChartNote) == []  # nothing was said to her


def test_who_came_back_in_words_the_carrier_does_not_know_is_a_persons_task(
    clinic: Clinic,
) -> None:
    rosa = clinic.enroll()
    clinic.do(consent.stop, rosa.phone, source="keyword")
    clinic.do(consent.start, rosa.phone, source="sentence")
    say(clinic, rosa, key="fixed:started:SM1", kind="fixed")
    clinic.trouble["sms"] = [Undeliverable("21610", "opted out")]
    clinic.run()

    assert clinic.one(Task).why == "start_needed"
    kept = clinic.one(consent.Consent)
    assert (kept.state, kept.source, kept.at_carrier) == ("stopped", "carrier", True)


def test_a_refusal_long_after_she_came_back_is_a_new_stop_of_hers(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.do(consent.stop, rosa.phone, source="keyword")
    clinic.do(consent.start, rosa.phone, source="keyword")
    clinic.clock.advance(days=3)
    say(clinic, rosa)
    clinic.trouble["sms"] = [Undeliverable("21610", "opted out")]
    clinic.run()

    assert [task.why for task in clinic.all(Task)] == ["opted_out"]
    assert not clinic.look(lambda session: consent.may_text(session, rosa.phone))


def test_a_refused_number_is_a_task_not_silence(clinic: Clinic) -> None:
    say(clinic, clinic.enroll())
    clinic.trouble["sms"] = [Undeliverable("21614", "cannot receive texts")]
    clinic.run()

    assert clinic.one(Task).why == "bad_number_21614"


@pytest.mark.parametrize(("kind", "leaves"), [("reply", 0), ("person", 0), ("fixed", 1)])
def test_after_stop_only_fixed_texts_leave(clinic: Clinic, kind: str, leaves: int) -> None:
    rosa = clinic.enroll()
    say(clinic, rosa, kind=kind, exempt=True)
    clinic.do(consent.stop, rosa.phone, source="keyword")
    clinic.run()

    assert len(clinic.texts) == leaves
    assert clinic.one(OutboundMessage).status == ("queued" if leaves else "withdrawn")


def test_what_is_withdrawn_does_not_leave(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    say(clinic, rosa, kind="reminder", check_in_id="ep-1", key="r")
    say(clinic, rosa, kind="reply", check_in_id="ep-1", key="a")

    assert clinic.do(messages.withdraw, check_in_id="ep-1", why="answered") == 1
    clinic.run()

    assert len(clinic.texts) == 1
    assert clinic.one(OutboundMessage, key="r").status == "withdrawn"
    assert clinic.one(Letter, key="sms:r").state == "moot"


def test_a_withdrawn_text_that_had_left_all_the_same_is_known_to_have_left(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    said = say(clinic, rosa, kind="reminder", check_in_id="ep-1")
    clinic.do(messages.withdraw, patient_id=rosa.id, why="stopped")
    report(clinic, said.id, "delivered", sid="SM3")

    assert clinic.one(OutboundMessage).status == "delivered"
    assert len(clinic.all(ChartNote)) == 1


def test_reminders_wait_for_morning_and_answers_do_not(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    clinic.wait(hours=10)  # 22:00 in New York
    say(clinic, rosa, kind="reminder", key="r")
    say(clinic, rosa, kind="reply", key="a", body="Noted.")
    clinic.run()
    assert [text.body for text in clinic.texts] == ["Noted."]

    clinic.wait(hours=10)
    assert len(clinic.texts) == 2


def test_a_text_that_comes_too_late_is_not_sent(clinic: Clinic) -> None:
    say(clinic, clinic.enroll(), not_after=clinic.now)
    clinic.wait(seconds=1)

    assert clinic.texts == []
    assert clinic.one(OutboundMessage).status == "withdrawn"


def test_a_stranger_may_be_answered_without_a_chart(clinic: Clinic) -> None:
    clinic.do(messages.say, phone="+15005550177", body="911", key="f", kind="fixed")
    clinic.run()

    assert len(clinic.texts) == 1
    assert clinic.all(ChartNote) == []
