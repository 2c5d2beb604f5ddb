"""The same weekday missed three times in a row: a fact the queue states."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import messages, tasks
from gateway.check_ins.tables import CheckIn
from gateway.tasks import Task

SILENT = frozenset({"silence", "passed"})
"""Ends of a check-in that was asked and never answered."""
IN_A_ROW = 3
LOOK_BACK = timedelta(weeks=9)
"""Weeks of a pause or an outage between the misses neither count nor break the row."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KIND = "missed_weekday"


def look(session: Session, check_in: CheckIn, *, now: datetime) -> Task | None:
    """After a miss: one task per patient and kind of question once three have come in a row.

    Who was not reached has not missed anything. After a task is done only later misses count.
    """
    if not _planned(check_in) or messages.failed(session, check_in.id):
        return None
    weekday = WEEKDAYS[date.fromisoformat(check_in.local_date).weekday()]
    why = f"{check_in.kind}_{weekday}"
    before = _tasks(session, check_in)
    if any(task.state == "open" for task in before):
        return None
    told = max((task.created_at for task in before if task.why == why), default=None)
    if _in_a_row(session, _same_weekday(session, check_in, told)) < IN_A_ROW:
        return None
    key = f"{KIND}:{check_in.id}"
    return tasks.add(session, KIND, why, key=key, now=now, patient_id=check_in.patient_id)


def _in_a_row(session: Session, newest_first: Iterable[CheckIn]) -> int:
    count = 0
    for asked in newest_first:
        if asked.state in ("answered", "person"):
            break
        if asked.why in SILENT and not messages.failed(session, asked.id):
            count += 1
        if count == IN_A_ROW:
            break
    return count


def _same_weekday(session: Session, check_in: CheckIn, since: datetime | None) -> list[CheckIn]:
    """Her planned check-ins of this kind on this weekday, down from this one."""
    day = date.fromisoformat(check_in.local_date)
    hers = (
        select(CheckIn)
        .where(CheckIn.patient_id == check_in.patient_id, CheckIn.kind == check_in.kind)
        .where(CheckIn.local_date.in_([str(day - timedelta(weeks=n)) for n in range(_WEEKS)]))
        .order_by(CheckIn.local_date.desc())
    )
    found = [one for one in session.scalars(hers) if _planned(one)]
    return [one for one in found if since is None or one.due_at > since]


_WEEKS = LOOK_BACK // timedelta(weeks=1)


def _planned(check_in: CheckIn) -> bool:
    """Asked by her schedule; a question from a button is no habit of hers."""
    return check_in.key == f"{check_in.patient_id}:{check_in.kind}:{check_in.local_date}"


def _tasks(session: Session, check_in: CheckIn) -> list[Task]:
    hers = select(Task).where(
        Task.patient_id == check_in.patient_id,
        Task.kind == KIND,
        Task.why.startswith(f"{check_in.kind}_"),
    )
    return list(session.scalars(hers))
