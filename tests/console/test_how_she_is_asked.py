"""Pausing, choosing what follows silence, and seeing what was not asked; over real HTTP."""

from datetime import timedelta

from gateway import check_ins, journal, messages, tasks
from gateway.calls import Call
from gateway.check_ins import CheckIn, Pause, Schedule
from gateway.cohort import Patient
from gateway.console.tables import Look
from tests.clinic import PROTOCOLS
from tests.console.conftest import Console
from tests.console.populated import NOW

RULES = check_ins.load(PROTOCOLS)


def dorothy(room: Console) -> tuple[Patient, str]:
    """A patient with her schedules, and her page."""
    patient: Patient = room.patients[3]
    with room.db.transaction() as session:
        check_ins.enroll(session, session.get_one(Patient, patient.id), RULES, now=NOW)
    return patient, f"/console/patients/{patient.id}"


def pauses(room: Console) -> list[Pause]:
    with room.db.reading() as session:
        return list(session.query(Pause).order_by(Pause.made_at))


def test_a_nurse_pauses_a_patient_and_ends_the_pause(room: Console) -> None:
    nurse, (patient, path) = room.signed_in(), dorothy(room)
    shown = nurse.post(
        f"{path}/pause", on=f"{path}/asking", why="hospital", ends_on="2026-11-27", starts_on=""
    ).text

    assert "In hospital." in shown
    assert "Nothing is asked until Friday, November 27." in shown
    assert "paused" in nurse.get(path).text
    assert "Dorothy Kowalski" in nurse.get("/console/not-asked").text
    refused = nurse.post(f"{path}/ask", on=path, kind="bp")
    assert refused.status_code == 409
    assert "2026-11-27" in refused.text

    ended = nurse.post(f"{path}/resume", on=f"{path}/asking").text
    assert "Not paused." in ended
    [kept] = pauses(room)
    assert (kept.patient_id, kept.made_by, kept.ended_by) == (patient.id, "nurse", "nurse")
    line = nurse.get(path).text
    assert "The questions were paused (Elena Ruiz, RN)" in line


def test_a_pause_without_a_sensible_end_changes_nothing(room: Console) -> None:
    nurse, (_, path) = room.signed_in(), dorothy(room)
    forms = [
        {"why": "hospital", "ends_on": ""},
        {"why": "hospital", "ends_on": "2026-11-20"},
        {"why": "hospital", "ends_on": "2027-11-20"},
        {"why": "tired", "ends_on": "2026-11-27"},
        {"why": "hospital", "ends_on": "next week"},
    ]
    for form in forms:
        answer = nurse.post(f"{path}/pause", on=f"{path}/asking", **form)
        assert answer.status_code == 409
        assert "Nothing was changed" in answer.text
    assert pauses(room) == []


def test_a_nurse_chooses_what_follows_silence(room: Console) -> None:
    nurse, (_, path) = room.signed_in(), dorothy(room)
    before = nurse.get(f"{path}/asking").text
    assert 'value="standard" checked' in before

    after = nurse.post(f"{path}/ladder", on=f"{path}/asking", preset="close").text
    assert 'value="close" checked' in after
    assert "A second text after two hours" in after
    assert nurse.post(f"{path}/ladder", on=f"{path}/asking", preset="x").status_code == 404


def test_a_question_follows_the_care_plan_daily_or_weekly(room: Console) -> None:
    nurse, (patient, path) = room.signed_in(), dorothy(room)
    with room.db.reading() as session:
        [bp] = session.query(Schedule).filter_by(patient_id=patient.id, kind="bp")
    form = f"{path}/schedules/{bp.id}"
    shown = nurse.post(form, on=f"{path}/asking", day="weekly-2", at="10:30").text

    assert "Every Wednesday at 10:30 AM" in shown
    with room.db.reading() as session:
        moved = session.get_one(Schedule, bp.id)
        assert (moved.cadence, moved.on, moved.local_time) == ("weekly", 2, "10:30")
        assert moved.next_at > NOW
    for day, at in (("weekly-9", "10:30"), ("daily", "25:00"), ("hourly", "10:30"), ("daily", "")):
        assert nurse.post(form, on=f"{path}/asking", day=day, at=at).status_code == 409
    other = f"/console/patients/{room.patients[0].id}/schedules/{bp.id}"
    assert nurse.post(other, on=path, day="daily", at="08:00").status_code == 404


def test_what_was_not_asked_says_whose_and_why(room: Console) -> None:
    nurse, (patient, path) = room.signed_in(), dorothy(room)
    with room.db.transaction() as session:
        for why, day in (("too_late", "2026-11-18"), ("paused", "2026-11-17")):
            session.add(
                CheckIn(key=f"{patient.id}:bp:{day}", patient_id=patient.id, kind="bp", why=why,
                        local_date=day, state="skipped", due_at=NOW, closed_at=NOW)
            )  # fmt: skip
        tasks.add(session, "not_asked", "2026-11-18", key="not_asked:2026-11-18", now=NOW)

    everybody = nurse.get("/console/not-asked").text
    assert "Wednesday, November 18" in everybody
    assert "Dorothy Kowalski" in everybody
    assert "Tuesday, November 17" not in everybody  # a pause is no outage
    hers = nurse.get(f"{path}/asking").text
    assert "Not asked: our system was down until it was too late" in hers
    assert "Not asked: paused" in hers
    assert "On Wednesday, November 18" in nurse.get("/console/tasks").text
    with room.db.reading() as session:
        assert session.query(Look).filter_by(patient_id=patient.id, page="asking").count() >= 1


def test_the_task_of_a_silence_shows_what_was_tried(room: Console) -> None:
    patient, path = dorothy(room)
    asked = NOW - timedelta(days=2)
    with room.db.transaction() as session:
        check_in = CheckIn(
            key=f"{patient.id}:bp:2026-11-18", patient_id=patient.id, kind="bp", state="expired",
            why="silence", local_date="2026-11-18", due_at=asked, asked_at=asked, closed_at=NOW,
        )  # fmt: skip
        session.add(check_in)
        session.flush()
        messages.say(
            session, phone=patient.phone, body="Hi Dorothy", key="q", now=asked, kind="check_in",
            patient=session.get_one(Patient, patient.id), check_in_id=check_in.id,
        )  # fmt: skip
        for hours, event, more in ((4, "rung_left_out", {"do": "text", "why": "late"}),
                                   (25, "call_due", {})):  # fmt: skip
            journal.write(
                session, event, check_in.id, now=asked + timedelta(hours=hours),
                patient_id=patient.id, **more,
            )  # fmt: skip
        session.add(
            Call(key=f"call:{check_in.id}:2", sid="CA1", direction="out", phone=patient.phone,
                 patient_id=patient.id, check_in_id=check_in.id, language="en", status="completed",
                 answered_by="machine_end_beep", created_at=asked + timedelta(hours=25, minutes=1))
        )  # fmt: skip
        key = f"missing_reading:{check_in.id}"
        tasks.add(session, "missing_reading", "bp", key=key, now=NOW, patient_id=patient.id)
    nurse = room.signed_in()
    for page in (nurse.get("/console/tasks").text, nurse.get(path).text):
        assert "What was tried" in page
        assert "Asked Nov 18 at 9:12 AM: Waiting to be sent" in page
        assert "The second text was left out Nov 18 at 1:12 PM: our system was down" in page
        assert "A call was due yesterday at 10:12 AM" in page
        assert "Rung by telephone yesterday at 10:13 AM: a machine answered" in page
        assert "In the last 14 days 0 of 1 were answered; no answer is known from before" in page


def test_who_may_not_see_patients_sees_none_of_it(room: Console) -> None:
    operator, (_, path) = room.signed_in("operator"), dorothy(room)
    for address in (f"{path}/asking", "/console/not-asked"):
        assert operator.get(address).status_code == 403
    for action in ("pause", "resume", "ladder"):
        assert operator.post(f"{path}/{action}", on="/console/letters").status_code == 403
    assert pauses(room) == []
