"""A task in the care managers' queue."""

from dataclasses import dataclass
from datetime import datetime

from gateway.cohort.tables import Patient
from gateway.console.presenters.cases import full_name
from gateway.console.presenters.practice import Practice
from gateway.console.presenters.reasons import case_id, why
from gateway.console.presenters.times import When, due, when
from gateway.console.presenters.vitals import plain
from gateway.console.presenters.words import visible
from gateway.tasks.tables import Task

KINDS = {
    "unclear_reply": "Read a reply that we could not understand",
    "reply_not_processed": "Read a message that could not be processed",
    "request": "Answer a request",
    "unknown_number": "Find out who wrote: the number is not enrolled",
    "missing_reading": "Call: no reading has come",
    "adherence": "Ask about medicines that were not taken",
    "symptom": "Ask about symptoms",
    "trend": "Look at readings that rise from day to day, and write what you did",
    "undelivered": "Reach the patient another way: a text did not arrive",
    "wrong_number": "Find the right number: nobody can be reached at this one",
    "missed_weekday": "Ask about a day that is missed every week",
    "not_asked": "Look at the questions that could not be asked",
    "dead_letter": "Something could not be delivered",
    "page_not_echoed": "A page may not have reached anyone: call the clinician on duty",
    "page_not_taken": "A page has not left: call the clinician on duty",
    "page_refused": "PagerDuty refuses a page: call the clinician on duty",
    "page_unacknowledged": "A page was not acknowledged in time: call the clinician on duty",
    "not_screened": "Read a message at once: our safety check could not read it",
    "danger_doubted": "Read a message: it has a word of danger, but seems harmless",
    "no_turn": "Read a message that could not be processed",
    "timer_failed": "A planned step failed: tell your operator",
    "unusable_record": "The chart has a record we cannot use",
    "cohort_not_read": "Last night's list of patients could not be read",
    "call_requested": "Plan a call",
    "other_person": "Look at a reading that may be another person's",
}
NEEDS_NOTE = frozenset({"trend"})
"""Tasks that end on a written note only (protocols/escalation.yml: "a clinician's note")."""
LESS_THAN_CRITICAL = {
    "page_not_taken": "PagerDuty has not taken a case: open it",
    "page_refused": "PagerDuty refuses a case: open it",
    "page_not_echoed": "PagerDuty may not know of a case: open it",
    "page_unacknowledged": "Nobody has taken a case in time: open it",
}


@dataclass(frozen=True)
class QueueRow:
    """One task. `words` are the patient's, shown only to those who may see patients.

    `case_id`: the case a page was about; empty for any other task. `suits`: what could be read of
    the time at which she wants to be called. `history`: what was tried before the task, or of a
    drift the readings. `needs_note`: it is done with a note, `note`, and in no other way.
    """

    id: str
    what: str
    why: str
    who: str
    patient_id: str
    case_id: str
    phone: str
    words: str
    suits: str
    created: When
    due: str
    late: bool
    done_by: str
    history: tuple[str, ...] = ()
    needs_note: bool = False
    note: str = ""

    @property
    def history_is(self) -> str:
        return "The readings" if self.needs_note else "What was tried"


def queue_row(
    task: Task,
    patient: Patient | None,
    words: str | None,
    practice: Practice,
    *,
    now: datetime,
    suits: str = "",
    done_by: str = "",
    history: tuple[str, ...] = (),
) -> QueueRow:
    zone = patient.timezone if patient else practice.timezone
    return QueueRow(
        id=task.id,
        what=_what(task),
        why=why(task),
        who=full_name(patient),
        patient_id=patient.id if patient else "",
        case_id=case_id(task),
        phone=task.phone or (patient.phone if patient else ""),
        words=visible(words or ""),
        suits=suits,
        created=when(task.created_at, zone, now=now),
        due=due(task.due_at, now=now),
        late=task.state == "open" and task.due_at < now,
        done_by=done_by or task.done_by or "",
        history=history,
        needs_note=task.kind in NEEDS_NOTE,
        note=visible(task.note or ""),
    )


def _what(task: Task) -> str:
    """The code of a page's task ends with the tier: an abnormal one is worth no call at once."""
    if task.kind in LESS_THAN_CRITICAL and task.why.endswith("_abnormal"):
        return LESS_THAN_CRITICAL[task.kind]
    return KINDS.get(task.kind, plain(task.kind))
