"""She puts herself right, chooses, asks what was written, and changes her language."""

from sqlalchemy import select

from gateway.escalations.tables import Escalation
from gateway.readings.tables import Reading
from gateway.tasks.tables import Task
from tests.town import Town


def readings(town: Town, patient_id: str) -> list[tuple[str, str]]:
    query = select(Reading).where(Reading.patient_id == patient_id).order_by(Reading.taken_at)
    return sorted((r.status, r.written) for r in town.rows(query))


def says(town: Town, phone: str, body: str, words: str) -> str:
    """She writes, and reads the answer."""
    sid = town.text(phone, body)
    town.hears(phone, words)
    return sid


def test_a_critical_slip_put_right_is_changed_charted_and_left_to_a_clinician(town: Town) -> None:
    rosa = town.patient("es")
    town.ask_now(rosa, "bp")
    sid = says(town, rosa.phone, "184/92", "Anoté 184/92. Estamos avisando a su enfermera")
    town.incident(sid)
    says(town, rosa.phone, "Perdón, 124/82 no 184/92", "Gracias. Cambié 184/92 por 124/82.")

    assert readings(town, rosa.id) == [("entered-in-error", "184/92"), ("final", "124/82")]
    [case] = town.rows(select(Escalation).where(Escalation.patient_id == rosa.id))
    assert (case.tier, case.state) == ("critical", "open")
    for words in ("replacing 184/92", "stays open until a clinician closes it"):
        town.eventually(
            lambda words=words: any(words in note["text"] for note in town.notes(rosa)),  # type: ignore[misc]
            f"the chart says {words!r}",
        )

    says(town, rosa.phone, "la de arriba era 128", "¿Su lectura es 128/82?")
    says(town, rosa.phone, "sí", "Cambié 124/82 por 128/82")
    says(town, rosa.phone, "¿qué anotó?", "Lo último que anoté: presión 128/82, hoy ")
    assert town.rows(select(Task).where(Task.patient_id == rosa.id)) == []


def test_of_two_values_she_chooses_one(town: Town) -> None:
    walter = town.patient("en")
    town.ask_now(walter, "bp")
    says(
        town, walter.phone, "128/80 or 134/82", "I read 128/80 and 134/82. Which one is from today?"
    )
    says(town, walter.phone, "not sure", "Reply 1 if today's is 128/80, 2 if it is 134/82.")
    says(town, walter.phone, "the second one", "I wrote down 134/82.")

    assert readings(town, walter.id) == [("final", "134/82")]


def test_she_is_answered_in_the_language_she_writes_in(town: Town) -> None:
    evelyn = town.patient("en")
    town.ask_now(evelyn, "bp")
    says(town, evelyn.phone, "mi presión de hoy es 128/81", "Gracias. Anoté 128/81.")
    says(town, evelyn.phone, "126/80", "Gracias. Anoté 126/80.")
    town.ask_now(evelyn, "bp")
    assert evelyn.given_name in town.hears(evelyn.phone, "mande su presión de hoy")
    says(town, evelyn.phone, "my pressure today was 125/79", "Thank you. I wrote down 125/79.")
    says(town, evelyn.phone, "english please", "From now on I will write to you in English.")
    says(town, evelyn.phone, "mi presión ahora es 124/78", "Gracias. Anoté 124/78.")
    town.ask_now(evelyn, "adherence")
    town.hears(evelyn.phone, "Did you take your morning meds today?")
