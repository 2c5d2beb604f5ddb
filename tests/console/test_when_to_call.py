"""The care manager sees when a call suits, in the patient's words and as it was read."""

from gateway import tasks
from gateway.readings.tables import Answer
from tests.console.conftest import Console
from tests.console.days import Days


def test_the_task_shows_her_words_and_what_was_read(room: Console) -> None:
    rosa = room.patients[0]
    with room.db.transaction() as session:
        sid = Days(session, room.clock.now(), ()).says(
            rosa, "el jueves después de las 2", room.clock.now(), act="accept"
        )
        session.add(
            Answer(
                patient_id=rosa.id,
                kind="review",
                answer="el jueves después de las 2",
                message_sid=sid,
                about={"day": "2026-11-26", "from": "14:00"},
                at=room.clock.now(),
            )
        )
        tasks.add(
            session,
            "call_requested",
            "review_time",
            key="call",
            patient_id=rosa.id,
            message_sid=sid,
            now=room.clock.now(),
        )
    nurse = room.signed_in()

    for path in ("/console/tasks", f"/console/patients/{rosa.id}"):
        page = nurse.get(path).text
        assert "el jueves después de las 2" in page
        assert "Thursday, November 26, after 2:00 PM" in page
