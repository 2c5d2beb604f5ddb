"""The telephone as a full channel: through every process, with the sandbox's telephone."""

from typing import Any

from sqlalchemy import select

from gateway.calls.tables import Call
from gateway.check_ins.tables import CheckIn
from gateway.cohort.tables import Patient
from gateway.escalations.tables import Escalation
from gateway.readings.tables import Reading
from gateway.tasks.tables import Task
from tests.telephone import Telephone
from tests.town import Town


def wants_calls(town: Town, patient: Patient) -> None:
    with town.db.transaction() as session:
        session.get_one(Patient, patient.id).reached_by = "call"


def charted(town: Town, patient: Patient) -> list[dict[str, Any]]:
    hers = select(Reading).where(Reading.patient_id == patient.id).order_by(Reading.taken_at)
    return [reading.values for reading in town.rows(hers)]


def asked_by_phone(town: Town, language: str) -> tuple[Patient, Telephone]:
    """A patient who wants calls is asked for her pressure, picks up and says that it is her."""
    patient = town.patient(language)
    wants_calls(town, patient)
    telephone = Telephone(town, patient.phone)
    town.ask_now(patient, "bp")
    telephone.picks_up()
    telephone.hears(patient.given_name)
    telephone.keys("1#")
    return patient, telephone


def test_a_phone_only_patient_answers_by_keypad_in_spanish(town: Town) -> None:
    rosa, telephone = asked_by_phone(town, "es")
    telephone.hears("asterisco")

    telephone.keys("138*82#")
    telephone.hears("Oí 138 sobre 82. ¿Es correcto?")
    assert charted(town, rosa) == []  # heard is not yet said

    telephone.keys("1#")
    telephone.hears("Anoté 138 sobre 82")
    telephone.ends()

    assert charted(town, rosa) == [{"systolic": 138, "diastolic": 82}]
    assert town.heard(rosa.phone) == []  # not one text
    town.eventually(
        lambda: any(
            "138/82" in note["text"] and "spoken" in note["text"] for note in town.notes(rosa)
        ),
        "what was said is in the chart",
    )
    [line] = {(said["language"], said["voice"]) for said in telephone.call["lines"][:1]}
    assert line == ("es-US", "Polly.Lupe-Neural")


def test_she_may_say_it_and_a_wrong_hearing_is_put_right_before_anything_is_charted(
    town: Town,
) -> None:
    lupe, telephone = asked_by_phone(town, "es")

    telephone.says("ciento treinta y ocho sobre ochenta y dos")
    telephone.hears("138 sobre 82")
    telephone.says("no, es ciento cuarenta y ocho sobre noventa y dos")
    telephone.hears("148 sobre 92")
    telephone.says("sí")
    telephone.hears("Anoté 148 sobre 92")

    assert charted(town, lupe) == [{"systolic": 148, "diastolic": 92}]


def test_a_voicemail_is_detected_and_says_nothing_about_health(town: Town) -> None:
    walter = town.patient("en")
    wants_calls(town, walter)
    telephone = Telephone(town, walter.phone)
    telephone.is_set_to("machine")

    check_in = town.ask_now(walter, "bp")
    telephone.ends()

    [message] = telephone.heard()
    assert walter.given_name in message
    for word in ("pressure", "blood", "health", "reading", "check-in", "care", "nurse"):
        assert word not in message.lower()
    assert telephone.call["answered_by"] == "machine_end_beep"
    [asked] = town.rows(select(CheckIn).where(CheckIn.id == check_in.id))
    assert asked.state == "asked"  # a tape is no answer: the ladder goes on


def test_a_danger_word_is_answered_with_911_at_once_and_pages(town: Town) -> None:
    carmen, telephone = asked_by_phone(town, "es")
    telephone.hears("asterisco")

    with town.without("rasa"):
        telephone.says("me duele mucho el pecho")
        telephone.hears("9 1 1", seconds=5)
        telephone.ends()
    hers = select(Escalation).where(Escalation.patient_id == carmen.id)
    [case] = town.eventually(lambda: town.rows(hers), "a case is open")
    assert (case.tier, case.cause) == ("critical", "red_flag")
    town.incident(case.message_sid)


def test_a_critical_number_pages_before_it_is_confirmed_and_only_once(town: Town) -> None:
    ana, telephone = asked_by_phone(town, "es")

    telephone.says("ciento noventa y cinco sobre ciento diez")
    telephone.hears("¿Es correcto 195 sobre 110?")
    [heard] = town.rows(select(Escalation).where(Escalation.patient_id == ana.id))
    town.incident(heard.message_sid)
    assert charted(town, ana) == []

    telephone.keys("1#")
    telephone.hears("Anoté 195 sobre 110")
    [case] = town.rows(select(Escalation).where(Escalation.patient_id == ana.id))
    assert case.reading_id


def test_hanging_up_before_the_yes_charts_nothing_and_asks_a_person(town: Town) -> None:
    luz, telephone = asked_by_phone(town, "es")
    telephone.keys("141*83#")
    telephone.hears("141 sobre 83")

    telephone.hangs_up()

    hers = select(Task).where(Task.patient_id == luz.id, Task.why == "unconfirmed")
    town.eventually(lambda: town.rows(hers), "a person is asked")
    assert charted(town, luz) == []


def test_while_rasa_is_away_the_caller_is_told_so_and_what_she_said_is_read_later(
    town: Town,
) -> None:
    walter, telephone = asked_by_phone(town, "en")
    telephone.hears("star")

    with town.without("rasa"):
        telephone.keys("128*76#")
        telephone.hears("One moment")
        telephone.hears("your care team will look at it", seconds=60)
        telephone.ends()
        assert charted(town, walter) == []

    town.move_clock(minutes=2)
    hers = select(Task).where(Task.patient_id == walter.id, Task.why == "unconfirmed")
    town.eventually(lambda: town.rows(hers), "a person confirms what no call can", 60)
    assert charted(town, walter) == []


def test_a_patient_calls_in_and_is_asked_what_is_open(town: Town) -> None:
    beverly = town.patient("en")
    telephone = Telephone(town, beverly.phone)
    town.ask_now(beverly, "bp")
    town.hears(beverly.phone, "BP")

    telephone.dials_the_clinic()
    telephone.hears(f"Is this {beverly.given_name}?")
    telephone.says("yes it is")
    telephone.hears("What is your blood pressure")
    telephone.says("one twenty eight over seventy nine")
    telephone.hears("128 over 79")
    telephone.says("yes")
    telephone.hears("I wrote down 128 over 79")
    telephone.ends()

    assert charted(town, beverly) == [{"systolic": 128, "diastolic": 79}]


def test_two_failures_hand_to_a_person(town: Town) -> None:
    harold, telephone = asked_by_phone(town, "en")
    telephone.hears("star")

    telephone.says("the blue one on the shelf")
    telephone.hears("I did not get your blood pressure")
    telephone.says("on the shelf I said")
    telephone.hears("a person from your care team")
    telephone.ends()

    hers = select(Task).where(Task.patient_id == harold.id, Task.kind == "unclear_reply")
    assert town.rows(hers)


def test_a_webhook_that_comes_twice_says_and_charts_once(town: Town) -> None:
    town.fault("twilio", "callback_doubled")
    clara, telephone = asked_by_phone(town, "en")
    telephone.hears("star")
    telephone.keys("133*81#")
    telephone.hears("133 over 81")
    telephone.keys("1#")
    telephone.hears("I wrote down 133 over 81")
    telephone.ends()

    assert charted(town, clara) == [{"systolic": 133, "diastolic": 81}]
    [call] = town.rows(select(Call).where(Call.patient_id == clara.id))
    assert call.status == "completed"
