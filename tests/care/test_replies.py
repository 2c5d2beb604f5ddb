"""What a message means for her care, act by act."""

from typing import Any

import pytest

from gateway import consent, tasks
from gateway.cohort.tables import Patient
from gateway.db import Database
from gateway.errors import UnknownMessage, UnknownPatient
from gateway.messages.tables import OutboundMessage
from gateway.tasks import Task
from tests.care.hearing import Clinic, glucose, pressure, read_as, weight


@pytest.fixture
def clinic(db: Database) -> Clinic:
    return Clinic(db)


@pytest.fixture
def rosa(clinic: Clinic) -> Patient:
    return clinic.enroll()


def test_a_reading_answers_its_check_in(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")

    outcome = clinic.told(rosa, "138/82", readings=[pressure(138, 82)], conversation=asked.id)

    assert outcome == {
        "outcome": "recorded",
        "context": "bp",
        "language": "es",
        "reason": None,
        "values": {"reading": "138/82"},
    }
    assert clinic.state(asked).state == "answered"
    [reading] = clinic.readings
    assert (reading.check_in_id, reading.words) == (asked.id, "138/82")


def test_the_same_message_is_taken_once_even_when_it_is_read_differently_now(
    clinic: Clinic, rosa: Patient
) -> None:
    sid = clinic.writes(rosa, "190/110")
    first = clinic.told(rosa, "", sid=sid, readings=[pressure(190, 110)])
    again = clinic.told(rosa, "", sid=sid, act="chat")

    assert again == first
    assert (first["outcome"], first["values"]) == ("critical", {"reading": "190/110"})
    assert (len(clinic.readings), len(clinic.pages)) == (1, 1)
    assert (clinic.touches("message"), len(clinic.interpretations)) == (1, 1)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (pressure(138, 82), "recorded"),
        (pressure(150, 82), "abnormal"),
        (pressure(190, 82), "critical"),
        (glucose(7.8, "mmol/L"), "recorded"),
    ],
)
def test_a_reading_that_nobody_asked_for_is_recorded_too(
    clinic: Clinic, rosa: Patient, said: dict[str, Any], outcome: str
) -> None:
    assert clinic.told(rosa, "out of the blue", readings=[said])["outcome"] == outcome
    assert len(clinic.readings) == 1


def test_her_own_unit_is_repeated_to_her(clinic: Clinic, rosa: Patient) -> None:
    told = clinic.told(rosa, "7.8 mmol", readings=[glucose(7.8, "mmol/L"), weight(83.5, "kg")])

    assert told["values"]["reading"] == "7.8 mmol/L, 83.5 kg"


def test_two_readings_answer_two_check_ins_and_the_worst_speaks(
    clinic: Clinic, rosa: Patient
) -> None:
    first, second = clinic.asks(rosa, "bp"), clinic.asks(rosa, "glucose")

    told = clinic.told(
        rosa,
        "130/80 and sugar 50",
        readings=[pressure(130, 80), glucose(50)],
        conversation=second.id,
    )

    assert told["outcome"] == "critical"
    assert [clinic.state(check_in).state for check_in in (first, second)] == ["answered"] * 2


def test_a_critical_reading_speaks_before_a_request_and_the_request_is_kept(
    clinic: Clinic, rosa: Patient
) -> None:
    told = clinic.told(rosa, "190/110, no pills left", "refill", readings=[pressure(190, 110)])

    assert told["outcome"] == "critical"
    assert clinic.tasks == [("request", "refill")]


@pytest.mark.parametrize(
    ("act", "task"),
    [
        ("callback", ("request", "callback")),
        ("refill", ("request", "refill")),
        ("med_question", ("request", "med_question")),
        ("device_problem", ("request", "device_problem")),
        ("symptom", ("symptom", "new_symptom")),
    ],
)
def test_a_request_beside_a_reading_is_charted_answered_and_queued(
    clinic: Clinic, rosa: Patient, act: str, task: tuple[str, str]
) -> None:
    asked = clinic.asks(rosa, "bp")
    told = clinic.told(rosa, "141/83 and ...", act, readings=[pressure(141, 83)])

    assert told["outcome"] == act
    assert told["values"] == {"reading": "141/83"}
    assert clinic.tasks == [task]
    assert clinic.state(asked).state == "answered"


@pytest.mark.parametrize("act", ["help", "later", "other_person", "chat", "callback"])
def test_what_does_not_answer_leaves_the_check_in_waiting(
    clinic: Clinic, rosa: Patient, act: str
) -> None:
    asked = clinic.asks(rosa, "bp")

    assert clinic.told(rosa, "words", act, conversation=asked.id)["outcome"] == act
    assert clinic.state(asked).state == "asked"


@pytest.mark.parametrize("act", ["other_person", "chat"])
def test_what_is_not_about_her_is_not_charted(clinic: Clinic, rosa: Patient, act: str) -> None:
    clinic.told(rosa, "my husband had 190/110", act, readings=[pressure(190, 110)], answer="yes")

    assert (clinic.readings, clinic.answers, clinic.notes, clinic.pages) == ([], [], [], [])
    assert clinic.touches("message") == 1


def test_her_words_and_how_they_were_understood_reach_the_chart(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "¿puedo tomar ibuprofeno?", "med_question")

    [note] = clinic.notes
    assert note.text == 'Patient wrote: "¿puedo tomar ibuprofeno?". Understood as: med question.'


def test_an_unclear_reply_is_asked_back_with_what_was_read(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")
    told = clinic.told(
        rosa,
        "12/8",
        "clarify",
        reason="cmhg",
        proposal=pressure(120, 80),
        evidence=[read_as("12/8", "blood_pressure")],
        conversation=asked.id,
    )

    assert told == {
        "outcome": "ask_back",
        "context": "bp",
        "language": "es",
        "reason": "cmhg",
        "values": {"read": "12/8", "proposal": "120/80"},
    }
    now = clinic.state(asked)
    assert (now.state, now.asked_back, now.pending) == ("asked", 1, pressure(120, 80))
    assert clinic.readings == []


def test_any_other_reply_forgets_what_was_proposed(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")
    clinic.told(rosa, "12/8", "clarify", proposal=pressure(120, 80), conversation=asked.id)
    clinic.told(rosa, "who is this?", "help", conversation=asked.id)

    assert clinic.state(asked).pending is None


def test_an_implausible_proposal_is_not_proposed(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "bp")
    told = clinic.told(rosa, "82/138", "clarify", reason="reversed", proposal=pressure(82, 138))

    assert (told["reason"], "proposal" in told["values"]) == (None, False)
    assert clinic.state(asked).pending is None


def test_asked_back_twice_a_person_reads_the_third_unclear_reply(
    clinic: Clinic, rosa: Patient
) -> None:
    asked = clinic.asks(rosa, "bp")
    outcomes = [
        clinic.told(rosa, "hm", "clarify", conversation=asked.id)["outcome"] for _ in range(3)
    ]

    assert outcomes == ["ask_back", "ask_back", "to_person"]
    assert clinic.tasks == [("unclear_reply", "unclear")]
    assert clinic.state(asked).state == "person"


def test_with_nothing_open_a_third_unclear_message_in_a_row_goes_to_a_person_too(
    clinic: Clinic, rosa: Patient
) -> None:
    outcomes = []
    for act in ("clarify", "chat", "clarify", "clarify", "clarify"):
        outcomes.append(clinic.told(rosa, "hm", act)["outcome"])
        clinic.later(minutes=1)

    assert outcomes == ["ask_back", "chat", "ask_back", "ask_back", "to_person"]


def test_an_implausible_value_from_a_model_is_asked_back_and_not_charted(
    clinic: Clinic, rosa: Patient
) -> None:
    asked = clinic.asks(rosa, "bp")
    told = clinic.told(rosa, "500/80", readings=[pressure(500, 80)], conversation=asked.id)

    assert (told["outcome"], told["reason"]) == ("ask_back", "implausible")
    assert told["values"]["read"] == "500/80"
    assert (clinic.readings, clinic.state(asked).asked_back) == ([], 1)


@pytest.mark.parametrize("odd", [{"type": "spo2", "value": 91, "unit": "%"}, weight(13, "stone")])
def test_a_vital_nobody_described_does_not_cost_the_rest_of_the_message(
    clinic: Clinic, rosa: Patient, odd: dict[str, Any]
) -> None:
    told = clinic.told(rosa, "chest pain, 190/110", "emergency", readings=[odd, pressure(190, 110)])

    assert told["outcome"] == "emergency"
    assert [reading.written for reading in clinic.readings] == ["190/110"]


@pytest.mark.parametrize(
    ("kind", "answer", "outcome"),
    [
        ("adherence", "yes", "answer_yes"),
        ("adherence", "no", "answer_no"),
        ("symptom", "yes", "well"),
        ("symptom", "no", "concerns"),
        ("enrollment", "yes", "answer_yes"),
    ],
)
def test_a_yes_or_no_answers_the_question_that_was_open(
    clinic: Clinic, rosa: Patient, kind: str, answer: str, outcome: str
) -> None:
    asked = clinic.asks(rosa, kind)

    assert clinic.told(rosa, answer, answer=answer)["outcome"] == outcome
    now = clinic.state(asked)
    assert (now.state, now.answer) == ("answered", answer)
    [kept] = clinic.answers
    assert (kept.kind, kept.answer, kept.check_in_id) == (kind, answer, asked.id)


def test_option_two_of_the_symptom_check_in_is_queued_once(clinic: Clinic, rosa: Patient) -> None:
    clinic.asks(rosa, "symptom")

    assert clinic.told(rosa, "2", "symptom", answer="no")["outcome"] == "concerns"
    assert clinic.tasks == [("symptom", "concerns")]


def test_a_yes_with_no_question_open_is_asked_back(clinic: Clinic, rosa: Patient) -> None:
    assert clinic.told(rosa, "yes", answer="yes")["outcome"] == "ask_back"
    assert clinic.answers == []


def test_three_missed_doses_in_a_row_are_queued_once(clinic: Clinic, rosa: Patient) -> None:
    for answer in ("no", "no", "yes", "no", "no"):
        clinic.asks(rosa, "adherence")
        clinic.told(rosa, answer, answer=answer)
        clinic.later(days=1)
    assert clinic.tasks == []

    for _ in range(2):
        clinic.asks(rosa, "adherence")
        clinic.told(rosa, "no", answer="no")
        clinic.later(days=1)

    assert clinic.tasks == [("adherence", "no_3_in_a_row")]


def test_not_yet_is_no_counted_no(clinic: Clinic, rosa: Patient) -> None:
    asked = clinic.asks(rosa, "adherence")

    assert clinic.told(rosa, "not yet", "later", answer="no")["outcome"] == "later"
    assert (clinic.answers, clinic.state(asked).state) == ([], "asked")


def test_a_call_time_answers_the_review_and_asks_for_the_call(
    clinic: Clinic, rosa: Patient
) -> None:
    asked = clinic.asks(rosa, "review")
    told = clinic.told(rosa, "martes en la tarde", time="martes en la tarde")

    assert (told["outcome"], told["values"]) == ("call_time", {"time": "martes en la tarde"})
    assert clinic.tasks == [("call_requested", "review_time")]
    assert clinic.state(asked).answer == "martes en la tarde"


def test_an_emergency_pages_and_is_answered_by_the_gateway(clinic: Clinic, rosa: Patient) -> None:
    told = clinic.told(rosa, "me duele el pecho, 190 lb", "emergency", readings=[weight(190)])

    assert told["outcome"] == "emergency"
    [case] = clinic.cases
    assert (case.tier, case.cause) == ("critical", "red_flag")
    assert [text.body for text in clinic.texts] == ["emergency in es"]
    assert [reading.written for reading in clinic.readings] == ["190 lb"]


def test_a_red_flag_and_a_critical_value_in_one_message_are_one_page(
    clinic: Clinic, rosa: Patient
) -> None:
    clinic.told(rosa, "chest pain 190/110", "emergency", readings=[pressure(190, 110)])

    [case] = clinic.cases
    assert (case.cause, case.reading_id) == ("red_flag", clinic.readings[0].id)
    assert len(clinic.pages) == 1


@pytest.mark.parametrize("which", ["emergency", "crisis"])
def test_what_the_safety_net_has_said_is_not_said_again(
    clinic: Clinic, rosa: Patient, which: str
) -> None:
    sid = clinic.writes(rosa, "ya no quiero vivir")
    with clinic.db.transaction() as session:
        session.add(
            OutboundMessage(
                key=f"fixed:{which}:{sid}",
                phone=rosa.phone,
                body="from the net",
                language="es",
                kind="fixed",
                created_at=clinic.now,
            )
        )

    clinic.told(rosa, "", "emergency", sid=sid)

    assert [text.body for text in clinic.texts] == ["from the net"]


def test_a_wish_to_die_is_answered_with_the_crisis_line(clinic: Clinic, rosa: Patient) -> None:
    clinic.told(rosa, "ya no quiero vivir", "emergency", reason="self_harm")

    assert [text.body for text in clinic.texts] == ["crisis in es"]


def test_a_sentence_that_asks_to_stop_ends_everything_for_the_whole_household(
    clinic: Clinic, rosa: Patient
) -> None:
    luis = clinic.enroll("Luis")
    hers, his = clinic.asks(rosa, "bp"), clinic.asks(luis, "glucose")

    told = clinic.told(rosa, "ya no me manden mensajes", "stop", readings=[pressure(130, 80)])

    assert told["outcome"] == "stopped"
    assert [clinic.state(check_in).state for check_in in (hers, his)] == ["stopped", "stopped"]
    assert [text.body for text in clinic.texts] == ["stopped in es"]
    assert clinic.tasks == [("request", "opted_out")]
    assert len(clinic.readings) == 1
    with clinic.db.reading() as session:
        assert not consent.may_text(session, rosa.phone)


def test_after_stop_a_reading_is_kept_and_paged_in_silence(clinic: Clinic, rosa: Patient) -> None:
    with clinic.db.transaction() as session:
        consent.stop(session, rosa.phone, source="keyword", now=clinic.now)

    assert clinic.told(rosa, "190/110", readings=[pressure(190, 110)])["outcome"] == "silent"
    assert clinic.told(rosa, "hm", "clarify")["outcome"] == "silent"
    assert len(clinic.pages) == 1
    assert clinic.tasks == [("unclear_reply", "unclear")]
    assert clinic.texts == []


@pytest.mark.parametrize(("wanted", "then"), [("en", "en"), (None, "en"), ("es", "es")])
def test_the_language_she_asks_for_is_spoken_from_now_on(
    clinic: Clinic, rosa: Patient, wanted: str | None, then: str
) -> None:
    told = clinic.told(rosa, "English please", "language", language=wanted)

    assert (told["outcome"], told["language"]) == ("language", then)
    assert clinic.all(Patient)[0].language == then


def test_a_reading_that_comes_late_ends_the_search_for_it(clinic: Clinic, rosa: Patient) -> None:
    with clinic.db.transaction() as session:
        for kind in ("bp", "weight"):
            tasks.add(
                session, "missing_reading", kind, key=kind, patient_id=rosa.id, now=clinic.now
            )

    clinic.told(rosa, "138/82", readings=[pressure(138, 82)])

    with clinic.db.reading() as session:
        assert [task.why for task in tasks.open_tasks(session)] == ["weight"]


def test_a_request_is_due_in_the_practices_hours(clinic: Clinic, rosa: Patient) -> None:
    clinic.later(days=5, hours=2)  # Saturday
    clinic.told(rosa, "call me", "callback")

    [task] = clinic.all(Task)
    assert task.due_at == clinic.rules.calendar.after_hours(clinic.now, 4)
    assert task.due_at.weekday() == 0


def test_a_message_of_somebody_else_or_nobody_is_refused(clinic: Clinic, rosa: Patient) -> None:
    luis = clinic.enroll("Luis", phone="+13055550102")
    sid = clinic.writes(luis, "138/82")

    with pytest.raises(UnknownMessage):
        clinic.told(rosa, "", sid=sid)
    with pytest.raises(UnknownMessage):
        clinic.told(rosa, "", sid="SMnever")
    rosa.id = "nobody"
    with pytest.raises(UnknownPatient):
        clinic.told(rosa, "", sid=sid)
