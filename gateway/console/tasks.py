"""The queue of tasks: what a person must look at, and by when."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from gateway import chart, minutes, tasks
from gateway.cohort.tables import Patient
from gateway.console import looks
from gateway.console.lookups.chrome import chrome
from gateway.console.lookups.practice import practice
from gateway.console.lookups.queue import queue
from gateway.console.pages import go, page, told, unchanged
from gateway.console.people import Right
from gateway.console.presenters.queue import NEEDS_NOTE
from gateway.console.refusals import NotHere, NotNow
from gateway.console.room import Room
from gateway.console.visitor import Acting, SignedIn, Visitor, Watching
from gateway.tasks.tables import Task

router = APIRouter(prefix="/tasks")
LONGEST_NOTE = 2000


@router.get("")
def show(request: Request, room: Room, visitor: SignedIn) -> Response:
    visitor.must(Right.TASKS)
    now = room.clock.now()
    with room.db.transaction() as session:
        looks.note(session, visitor, looks.EVERYONE, "tasks", now=now)
        found = queue(session, practice(room.settings), now=now)
        counts = chrome(session, visitor, room.settings, now=room.clock.now())
    return page("tasks.html", queue=found, visitor=visitor, chrome=counts, told=told(request))


@router.get("/rows")
def rows(request: Request, room: Room, visitor: Watching) -> Response:
    """The queue itself, for the open page to fetch."""
    visitor.must(Right.TASKS)
    now = room.clock.now()
    looks.still(room, visitor, looks.EVERYONE, "tasks", now=now)
    with room.db.reading() as session:
        found = queue(session, practice(room.settings), now=now)
    return unchanged(request, page("parts/tasks.html", queue=found, visitor=visitor))


@router.post("/{task_id}/done")
def done(
    request: Request,
    room: Room,
    visitor: Acting,
    task_id: str,
    note: Annotated[str, Form()] = "",
) -> Response:
    """Back to where the button was: the queue, or the patient. A drift ends on a note only."""
    visitor.must(Right.TASKS)
    note, now = note.strip().replace("\r\n", "\n")[:LONGEST_NOTE], room.clock.now()
    with room.db.transaction() as session:
        task = session.get(Task, task_id, with_for_update=True)
        if task is None:
            raise NotHere
        if task.kind in NEEDS_NOTE and not note and task.state == "open":
            raise NotNow("Please write what you found and did. The task is still open.")
        if tasks.done(session, task, visitor.username, now, note) and note:
            _to_the_chart(session, task, visitor, note, now)
    at_patient = request.query_params.get("from") == "patient" and task.patient_id
    where = f"/console/patients/{task.patient_id}" if at_patient else "/console/tasks"
    return go(f"{where}?done=task")


def _to_the_chart(session: Session, task: Task, visitor: Visitor, note: str, now: datetime) -> None:
    """What a person wrote about a drift belongs to the record, with name and credential."""
    if patient := session.get(Patient, task.patient_id or ""):
        about = task.why.replace("_", " ")
        chart.note(
            session,
            patient,
            f"{visitor.name} looked at the trend of {about}: \u201c{note}\u201d",
            kind="acknowledgement",
            key=f"note:trend_done:{task.id}",
            started=task.created_at,
            now=now,
        )
        key = f"act:trend_done:{task.id}"
        minutes.count(session, patient, "acknowledgement", key=key, now=now)
