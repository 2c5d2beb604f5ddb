"""From a text message to the answer, the chart and the minutes."""

import re
from functools import partial

from sqlalchemy import select

from gateway import escalations
from gateway.escalations.tables import Escalation
from gateway.messages.tables import OutboundMessage
from gateway.minutes.tables import Activity
from gateway.readings.tables import Reading
from gateway.replies.tables import Interpretation
from tests.town import Town


def has_heard(town: Town, phone: str, texts: int) -> bool:
    return len(town.heard(phone)) >= texts


def readings(town: Town, patient_id: str) -> list[tuple[str, dict[str, float], str]]:
    query = select(Reading).where(Reading.patient_id == patient_id).order_by(Reading.taken_at)
    return [(r.vital, r.values, r.severity) for r in town.rows(query)]


def test_a_spanish_patient_is_asked_answers_and_reads_that_it_was_written_down(town: Town) -> None:
    rosa = town.patient("es")
    town.ask_now(rosa, "bp")
    assert rosa.given_name in town.hears(rosa.phone, "presión")

    sid = town.text(rosa.phone, "128 sobre 78")
    town.hears(rosa.phone, "128/78")

    [(vital, values, severity)] = readings(town, rosa.id)
    assert (vital, values["systolic"], values["diastolic"], severity) == (
        "blood_pressure",
        128,
        78,
        "normal",
    )
    understood = town.rows(select(Interpretation).where(Interpretation.message_sid == sid))
    assert [(one.act, one.said["readings"][0]["systolic"]) for one in understood] == [
        ("accept", 128)
    ]

    def charted() -> bool:
        texts = [note["text"] for note in town.notes(rosa)]
        return any("128/78" in text for text in texts) and len(texts) >= 3

    town.eventually(charted, "question, reading and answer are in the chart")
    kinds = {a.kind for a in town.rows(select(Activity).where(Activity.patient_id == rosa.id))}
    assert {"outbound", "reading"} <= kinds
    town.eventually(
        lambda: all(
            m.status == "delivered"
            for m in town.rows(select(OutboundMessage).where(OutboundMessage.patient_id == rosa.id))
        ),
        "both texts are delivered",
    )


def test_a_critical_pressure_pages_the_on_call_whose_acknowledgement_reaches_the_chart(
    town: Town,
) -> None:
    maria = town.patient("es")
    town.ask_now(maria, "bp")

    sid = town.text(maria.phone, "190/110")
    incident = town.incident(sid)
    town.hears(maria.phone, "190/110")

    assert incident["urgency"] == "high"
    page = str(incident)
    for private in (maria.given_name, maria.family_name, maria.phone):
        assert private not in page
    assert not re.search(r"\b(190|110)\b", page)  # as a number: an id may hold the digits

    town.sandbox("POST", f"/incidents/{incident['id']}/acknowledge")
    town.eventually(
        lambda: any("cknowledge" in note["text"] for note in town.notes(maria)),
        "the acknowledgement is in the chart",
    )
    assert len([i for i in town.incidents() if sid in i["incident_key"]]) == 1
    assert [severity for _, _, severity in readings(town, maria.id)] == ["critical"]


def test_an_unclear_reply_is_asked_back_and_its_answer_recorded(town: Town) -> None:
    jose = town.patient("es")
    town.ask_now(jose, "bp")
    before = len(town.heard(jose.phone))

    town.text(jose.phone, "ahorita ando bien gracias a dios")
    town.eventually(lambda: len(town.heard(jose.phone)) > before, "the assistant asks back")
    assert readings(town, jose.id) == []

    town.text(jose.phone, "128/76")
    town.hears(jose.phone, "128/76")
    assert len(readings(town, jose.id)) == 1


def test_an_english_patient_who_stays_unclear_is_handed_to_a_person_after_two_questions(
    town: Town,
) -> None:
    john = town.patient("en")
    town.ask_now(john, "bp")
    for count, words in enumerate(["blah", "like 140/80", "140/80 or so I think"], start=2):
        town.text(john.phone, words)
        town.eventually(partial(has_heard, town, john.phone, count), f"answer {count - 1}")

    from gateway.tasks.tables import Task

    kinds = [t.kind for t in town.rows(select(Task).where(Task.patient_id == john.id))]
    assert "unclear_reply" in kinds


def test_two_texts_at_once_are_both_handled_in_order(town: Town) -> None:
    ana = town.patient("es")
    first = town.text(ana.phone, "131/81")
    second = town.text(ana.phone, "129/79")

    town.hears(ana.phone, "131/81")
    town.hears(ana.phone, "129/79")
    query = select(Reading).where(Reading.patient_id == ana.id).order_by(Reading.taken_at)
    assert [reading.message_sid for reading in town.rows(query)] == [first, second]


def test_a_case_taken_in_the_console_is_taken_at_pagerduty_too(town: Town) -> None:
    lucia = town.patient("es")
    sid = town.text(lucia.phone, "195/115")
    incident = town.incident(sid)

    with town.db.transaction() as session:
        query = select(Escalation).where(Escalation.message_sid == sid)
        case = session.scalars(query).one()
        escalations.acknowledge(session, case, "Nurse Ana", town.now())

    def status() -> str:
        [same] = [one for one in town.incidents() if one["id"] == incident["id"]]
        return str(same["status"])

    town.eventually(lambda: status() == "acknowledged", "PagerDuty knows that it is taken")
