"""Something is down, and nothing a patient says is lost or goes unseen."""

from sqlalchemy import func, select

from gateway.chart.tables import ChartNote
from gateway.inbox import InboundMessage
from gateway.messages.tables import OutboundMessage
from gateway.outbox import Letter
from gateway.readings.tables import Reading
from tests.town import Town


def state_of(town: Town, sid: str) -> str:
    [message] = town.rows(select(InboundMessage).where(InboundMessage.sid == sid))
    return str(message.state)


def count(town: Town, sid: str) -> int:
    query = select(func.count()).where(Reading.message_sid == sid)
    return town.ask(lambda session: session.scalar(query) or 0)


def test_with_rasa_dead_a_critical_value_pages_at_once_and_is_charted_later(town: Town) -> None:
    carmen = town.patient("es")
    town.ask_now(carmen, "bp")
    with town.without("rasa"):
        sid = town.text(carmen.phone, "190/110")
        assert town.incident(sid)["urgency"] == "high"
        assert count(town, sid) == 0

    town.hears(carmen.phone, "190/110", 90)
    assert count(town, sid) == 1
    assert len([i for i in town.incidents() if sid in i["incident_key"]]) == 1


def test_with_rasa_dead_chest_pain_is_answered_with_911_and_paged(town: Town) -> None:
    rafael = town.patient("es")
    with town.without("rasa"):
        sid = town.text(rafael.phone, "me duele el pecho")
        town.hears(rafael.phone, "911")
        assert town.incident(sid)["urgency"] == "high"

    town.eventually(lambda: state_of(town, sid) == "handled", "the message has its turn", 90)
    assert len([text for text in town.heard(rafael.phone) if "911" in text]) == 1


def test_with_the_action_server_dead_a_message_is_not_taken_for_handled(town: Town) -> None:
    pedro = town.patient("es")
    town.ask_now(pedro, "bp")
    with town.without("actions"):
        sid = town.text(pedro.phone, "126/74")
        query = select(InboundMessage).where(InboundMessage.sid == sid)
        town.eventually(lambda: town.rows(query)[0].tries >= 2, "the turn was tried twice")
        assert state_of(town, sid) == "waiting"

    town.hears(pedro.phone, "126/74", 60)
    assert count(town, sid) == 1


def test_a_simulated_day_without_the_chart_loses_no_note_and_doubles_none(town: Town) -> None:
    blanca = town.patient("es")
    town.fault("fhir", "down")
    sid = town.text(blanca.phone, "125/73")
    town.hears(blanca.phone, "125/73")
    for _ in range(4):
        town.move_clock(hours=6)
    waiting = select(ChartNote).where(
        ChartNote.patient_id == blanca.id, ChartNote.document_id.is_(None)
    )
    assert town.rows(waiting)

    town.repair("fhir")
    town.move_clock(minutes=20)
    town.eventually(lambda: not town.rows(waiting), "every note is filed", 60)
    titles = [note["title"] for note in town.notes(blanca)]
    assert len(titles) == len(set(titles))
    assert count(town, sid) == 1


def test_a_chart_that_files_and_then_drops_the_connection_gets_no_second_note(town: Town) -> None:
    elena = town.patient("es")
    town.fault("fhir", "drop_after", count=2)
    town.text(elena.phone, "124/72")
    town.hears(elena.phone, "124/72")

    mine = select(ChartNote).where(ChartNote.patient_id == elena.id)
    town.eventually(
        lambda: all(note.document_id for note in town.rows(mine)) and len(town.rows(mine)) >= 2,
        "every note is filed",
        60,
    )
    titles = [note["title"] for note in town.notes(elena)]
    assert len(titles) == len(set(titles)) == len(town.rows(mine))


def test_pagerduty_asking_to_wait_delays_a_page_and_loses_none(town: Town) -> None:
    tomas = town.patient("es")
    town.fault("pagerduty", "429", count=3, retry_after=1)

    sid = town.text(tomas.phone, "192/112")

    assert town.incident(sid, 60)["urgency"] == "high"
    letter = select(Letter).where(Letter.kind == "page", Letter.patient_id == tomas.id)
    [page] = town.eventually(
        lambda: [p for p in town.rows(letter) if p.state == "sent"], "the page is sent"
    )
    assert page.tries > 1


def test_a_text_twilio_took_without_answering_is_not_sent_again(town: Town) -> None:
    nora = town.patient("en")
    town.fault("twilio", "drop_after", count=1)
    town.text(nora.phone, "123/71")
    town.hears(nora.phone, "123/71")

    query = select(OutboundMessage).where(OutboundMessage.patient_id == nora.id)
    town.eventually(
        lambda: [m for m in town.rows(query) if m.status == "delivered"], "the text is settled", 60
    )
    assert len([text for text in town.heard(nora.phone) if "123/71" in text]) == 1
