"""A question waits for what the same phone wrote: a STOP may stand in it."""

from gateway import inbox, messages
from gateway.cohort import Patient
from gateway.inbox import Arrived, InboundMessage
from gateway.messages import OutboundMessage
from tests.clinic import Clinic

OF_A_QUESTION = {"body": "¿Su presión?", "key": "ask:1", "kind": "check_in"}


def writes(clinic: Clinic, patient: Patient, body: str) -> None:
    arrived = Arrived(sid="SM1", phone=patient.phone, channel="sms", body=body, media=0, raw={})
    clinic.do(inbox.keep, arrived, patient_id=patient.id)


def screened(clinic: Clinic) -> None:
    with clinic.db.transaction() as session:
        session.query(InboundMessage).one().screened_at = clinic.now


def test_a_question_waits_until_what_she_wrote_was_looked_at(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    writes(clinic, rosa, "STOP")
    clinic.do(messages.say, patient=rosa, phone=rosa.phone, **OF_A_QUESTION)
    clinic.run()
    assert clinic.texts == []

    screened(clinic)
    clinic.wait(minutes=1)

    assert [text.body for text in clinic.texts] == ["¿Su presión?"]


def test_an_answer_does_not_wait(clinic: Clinic) -> None:
    rosa = clinic.enroll()
    writes(clinic, rosa, "otra cosa")
    clinic.do(messages.say, patient=rosa, phone=rosa.phone, **{**OF_A_QUESTION, "kind": "reply"})
    clinic.run()

    assert len(clinic.texts) == 1
    assert clinic.one(OutboundMessage).status == "queued"
