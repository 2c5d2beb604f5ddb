"""What a person does in the room, and what follows; over real HTTP, on both databases."""

from sqlalchemy import ColumnElement, func, select, update

from gateway import consent, journal, tasks
from gateway.chart.tables import ChartNote
from gateway.check_ins.tables import CheckIn
from gateway.db import Base
from gateway.escalations.tables import Escalation
from gateway.inbox.tables import InboundMessage
from gateway.journal.tables import JournalLine
from gateway.messages.tables import OutboundMessage
from gateway.outbox.tables import Letter
from gateway.tasks.tables import Task
from tests.console.conftest import Console, hidden
from tests.console.populated import NOW


def count(room: Console, table: type[Base], *where: ColumnElement[bool]) -> int:
    with room.db.reading() as session:
        query = select(func.count()).select_from(table).where(*where)
        return session.scalar(query) or 0


def test_a_form_without_this_sessions_token_changes_nothing(room: Console) -> None:
    nurse, other = room.signed_in(), room.signed_in("clinician")
    case, task = room.cases["rosa"], "x"
    stolen = hidden(other.get("/console").text)["csrf"]
    paths = [
        f"/console/cases/{case.id}/acknowledge",
        f"/console/tasks/{task}/done",
        f"/console/patients/{room.patients[0].id}/ask",
        "/console/sign-out",
        "/console/rows",
    ]

    for token in ("", "guess", stolen):
        answers = [nurse.http.post(path, data={"csrf": token}) for path in paths]
        assert {answer.status_code for answer in answers} == {403}
    assert nurse.get("/console").status_code == 200
    assert count(room, Escalation, Escalation.id == case.id, Escalation.state == "open") == 1


def test_a_nurse_acknowledges_and_a_clinician_closes_with_a_note(room: Console) -> None:
    nurse, clinician, case = room.signed_in(), room.signed_in("clinician"), room.cases["rosa"]
    path = f"/console/cases/{case.id}"

    taken = nurse.post(f"{path}/acknowledge")
    assert "Acknowledged by Elena Ruiz, RN" in taken.text
    assert "A critical case is closed by a clinician." in taken.text
    assert nurse.post(f"{path}/close", note="done").status_code == 403
    assert clinician.post(f"{path}/close", note="  ").status_code == 409
    assert count(room, Escalation, Escalation.id == case.id, Escalation.state != "closed") == 1

    closed = clinician.post(f"{path}/close", note="Called <her>; 150/90 now.")

    assert "Closed by Amara Okafor, NP" in closed.text
    assert "Called &lt;her&gt;; 150/90 now." in closed.text
    again = clinician.post(f"{path}/close", note="another")
    assert "Called &lt;her&gt;" in again.text
    notes = select(ChartNote.text).where(ChartNote.key == f"note:closing:{case.id}")
    with room.db.reading() as session:
        assert "150/90 now" in (session.scalar(notes) or "")


def test_a_nurse_closes_an_abnormal_case(room: Console) -> None:
    case = room.cases["maria"]

    closed = room.signed_in().post(f"/console/cases/{case.id}/close", note="Talked to her.")

    assert "Closed by Elena Ruiz, RN" in closed.text


def test_a_stranger_has_a_case_with_a_phone_and_no_chart(room: Console) -> None:
    case = room.cases["stranger"]
    clinician = room.signed_in("clinician")

    page = clinician.get(f"/console/cases/{case.id}").text

    assert "tel:+15005550199" in page
    assert "no chart to show" in page
    closed = clinician.post(f"/console/cases/{case.id}/close", note="Called back.")
    assert "Called back." in closed.text


def test_asking_now_sends_one_question(room: Console) -> None:
    nurse, rosa = room.signed_in(), room.patients[0]

    answer = nurse.post(f"/console/patients/{rosa.id}/ask", kind="bp")

    assert "The question is on its way" in answer.text
    assert count(room, CheckIn, CheckIn.patient_id == rosa.id, CheckIn.kind == "bp") == 1
    assert count(room, Letter, Letter.kind == "prompt", Letter.patient_id == rosa.id) == 1
    assert nurse.post(f"/console/patients/{rosa.id}/ask", kind="rubbish").status_code == 404


def test_a_message_is_sent_once_however_often_the_button_is_pressed(room: Console) -> None:
    nurse, walter = room.signed_in(), room.patients[1]
    path = f"/console/patients/{walter.id}/messages"

    for _ in range(2):
        answer = nurse.post(path, body="How are you <now>?", once="one-form")
    other = nurse.post(path, body="And tomorrow?", once="another-form")

    assert "Elena Ruiz, RN: from the care team" in answer.text
    assert "How are you &lt;now&gt;?" in other.text
    mine = OutboundMessage.said_by == "nurse"
    assert count(room, OutboundMessage, mine) == 2
    assert nurse.post(path, body="x" * 641).status_code == 409
    assert nurse.post(path, body=" ").status_code == 409
    assert count(room, OutboundMessage, mine) == 2


def test_nothing_is_sent_to_a_phone_that_asked_for_silence(room: Console) -> None:
    nurse, walter = room.signed_in(), room.patients[1]
    with room.db.transaction() as session:
        consent.stop(session, walter.phone, source="keyword", now=NOW)

    for path, fields in (("ask", {"kind": "bp"}), ("messages", {"body": "hello"})):
        answer = nurse.post(f"/console/patients/{walter.id}/{path}", **fields)
        assert answer.status_code == 409
        assert "please call instead" in answer.text
    assert count(room, OutboundMessage, OutboundMessage.said_by == "nurse") == 0
    assert "Asked for no more texts" in nurse.get(f"/console/patients/{walter.id}").text


def test_a_task_is_done_once_and_keeps_who_did_it(room: Console) -> None:
    nurse = room.signed_in()
    page = nurse.get("/console/tasks").text
    assert "se me acabó la metformina" in page
    assert "2 hours late" in page
    with room.db.reading() as session:
        task = session.scalars(select(Task).where(Task.kind == "request")).one()

    done = nurse.post(f"/console/tasks/{task.id}/done")

    assert "Done by Elena Ruiz, RN" in done.text
    assert "That task is done." in done.text
    back = nurse.post(f"/console/tasks/{task.id}/done?from=patient")
    assert back.url.path == f"/console/patients/{task.patient_id}"


def test_an_operator_retries_and_drops_without_seeing_a_patient(room: Console) -> None:
    operator = room.signed_in("operator")
    page = operator.get("/console/letters").text
    assert "30006: landline or unreachable carrier" in page
    assert "waiting now, the oldest for 43 minutes" in page
    assert "Abernathy" not in page
    with room.db.reading() as session:
        ids = {letter.kind: letter.id for letter in session.scalars(
            select(Letter).where(Letter.key.startswith("stuck:")))}  # fmt: skip

    operator.post(f"/console/letters/{ids['sms']}/retry")
    operator.post(f"/console/letters/{ids['note']}/retry")
    operator.post(f"/console/letters/{ids['page']}/drop")

    with room.db.reading() as session:
        states = {letter.kind: (letter.state, letter.tries) for letter in session.scalars(
            select(Letter).where(Letter.id.in_(ids.values())))}  # fmt: skip
    # One that may have arrived stays unknown: it is looked up before it is sent again.
    assert states == {"sms": ("todo", 0), "note": ("unknown", 0), "page": ("moot", 5)}
    assert count(room, JournalLine, JournalLine.event == "letter_retried") == 2
    assert count(room, JournalLine, JournalLine.event == "letter_dropped") == 1
    assert operator.post(f"/console/letters/{ids['page']}/retry").status_code == 409
    assert operator.post("/console/letters/nothing/drop").status_code == 409


def test_a_letter_that_is_being_carried_is_not_dropped(room: Console) -> None:
    with room.db.transaction() as session:
        session.execute(update(Letter).where(Letter.key == "stuck:2").values(lease_by="worker"))
        letter_id = session.scalar(select(Letter.id).where(Letter.key == "stuck:2"))

    answer = room.signed_in("operator").post(f"/console/letters/{letter_id}/drop")

    assert answer.status_code == 409
    assert count(room, Letter, Letter.id == letter_id, Letter.state == "todo") == 1


def test_a_message_given_to_a_person_can_be_read_again(room: Console) -> None:
    operator = room.signed_in("operator")
    with room.db.reading() as session:
        sid = session.scalar(select(InboundMessage.sid).where(InboundMessage.state == "person"))

    operator.post(f"/console/letters/messages/{sid}/retry")

    assert count(room, InboundMessage, InboundMessage.state == "waiting") == 1
    assert operator.post(f"/console/letters/messages/{sid}/retry").status_code == 409


def test_a_page_about_a_case_nobody_has_taken_is_never_dropped(room: Console) -> None:
    operator, rosa, walter = room.signed_in("operator"), room.cases["rosa"], room.cases["walter"]
    with room.db.transaction() as session:
        pages = {
            case.id: session.scalars(select(Letter).where(Letter.subject_id == case.id)).all()[0].id
            for case in (rosa, walter)
        }
        session.execute(update(Letter).where(Letter.id.in_(pages.values())).values(state="dead"))

    refused = operator.post(f"/console/letters/{pages[rosa.id]}/drop")

    assert refused.status_code == 409
    assert "nobody has taken" in refused.text
    assert "will not be sent" in operator.post(f"/console/letters/{pages[walter.id]}/drop").text


def test_a_drift_ends_on_a_note_only_and_the_note_reaches_the_chart(room: Console) -> None:
    nurse, rosa = room.signed_in(), room.patients[0]
    with room.db.transaction() as session:
        task = tasks.add(session, "trend", "blood_pressure", key="t", now=NOW, patient_id=rosa.id)
        why = {"rule": "mean systolic rises", "version": "hypertension@2"}
        journal.write(session, "trend_found", task.id, now=NOW, patient_id=rosa.id, **why)
    assert "Rule: mean systolic rises (hypertension version 2)" in nurse.get("/console/tasks").text

    refused = nurse.post(f"/console/tasks/{task.id}/done", note="  ")
    assert (refused.status_code, "still open" in refused.text) == (409, True)
    done = nurse.post(f"/console/tasks/{task.id}/done", note="Called <b>her</b>.")

    assert "Called &lt;b&gt;her&lt;/b&gt;." in done.text
    with room.db.reading() as session:
        note = session.scalars(
            select(ChartNote).where(ChartNote.key == f"note:trend_done:{task.id}")
        ).one()
    assert note.text.startswith("Elena Ruiz, RN looked at the trend of blood pressure: “Called")
