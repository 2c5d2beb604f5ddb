"""The queue of tasks: what a person must look at, and by when."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway import tasks
from gateway.console import looks
from gateway.console.lookups.chrome import chrome
from gateway.console.lookups.practice import practice
from gateway.console.lookups.queue import queue
from gateway.console.pages import go, page, told, unchanged
from gateway.console.people import Right
from gateway.console.refusals import NotHere
from gateway.console.room import Room
from gateway.console.visitor import Acting, SignedIn, Watching
from gateway.tasks.tables import Task

router = APIRouter(prefix="/tasks")


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
def done(request: Request, room: Room, visitor: Acting, task_id: str) -> Response:
    """Back to where the button was: the queue, or the patient."""
    visitor.must(Right.TASKS)
    with room.db.transaction() as session:
        task = session.get(Task, task_id, with_for_update=True)
        if task is None:
            raise NotHere
        tasks.done(session, task, visitor.username, room.clock.now())
    at_patient = request.query_params.get("from") == "patient" and task.patient_id
    where = f"/console/patients/{task.patient_id}" if at_patient else "/console/tasks"
    return go(f"{where}?done=task")
