"""Everything of one patient's page but the timeline."""

from datetime import datetime
from urllib.parse import quote

from sqlalchemy.orm import Session

from gateway import check_ins, consent, tasks
from gateway.cohort.tables import Patient
from gateway.console.lookups.calls import call_times
from gateway.console.lookups.cases import open_cases, readings_of, words_of
from gateway.console.lookups.corrections import corrections
from gateway.console.lookups.names import signatures
from gateway.console.lookups.practice import practice
from gateway.console.lookups.silences import histories
from gateway.console.lookups.trends import trends
from gateway.console.presenters.cases import case
from gateway.console.presenters.folder import Folder, open_folder
from gateway.console.presenters.practice import Practice
from gateway.console.presenters.queue import QueueRow, queue_row
from gateway.console.presenters.urgency import urgency
from gateway.console.refusals import NotHere
from gateway.escalations.tables import Escalation
from gateway.settings import Settings
from gateway.triage import current


def patient_of(session: Session, patient_id: str) -> Patient:
    """The patient of an address; raises NotHere when there is none."""
    patient = session.get(Patient, patient_id)
    if patient is None:
        raise NotHere
    return patient


def folder(session: Session, patient: Patient, settings: Settings, *, now: datetime) -> Folder:
    rules = practice(settings)
    cases = open_cases(session, Escalation.patient_id == patient.id)
    names = signatures(session, [found.acknowledged_by for found in cases])
    about = readings_of(session, cases)
    put_right = corrections(session, about.values())
    return open_folder(
        patient,
        may_text=consent.may_text(session, patient.phone),
        paused=check_ins.paused(session, patient, now) is not None,
        chart_url=chart_link(settings, patient),
        cases=[
            case(
                c,
                patient,
                rules,
                now=now,
                names=names,
                reading=about.get(c.reading_id or ""),
                corrections=put_right,
            )
            for c in cases
        ],
        tasks=_tasks(session, patient, rules, now=now),
        trends=trends(session, patient, now=now),
        triage=urgency(current(session, patient.id), rules.levels, patient.timezone, now=now),
        now=now,
    )


def _tasks(session: Session, patient: Patient, rules: Practice, *, now: datetime) -> list[QueueRow]:
    waiting = tasks.open_tasks(session, patient_id=patient.id, limit=50)
    words = words_of(session, [task.message_sid for task in waiting])
    suits = call_times(session, [task.message_sid for task in waiting])
    tried = histories(session, waiting, {patient.id: patient}, now=now)
    return [
        queue_row(
            task,
            patient,
            words.get(task.message_sid or ""),
            rules,
            now=now,
            suits=suits.get(task.message_sid or "", ""),
            history=tried.get(task.id, ()),
        )
        for task in waiting
    ]


def chart_link(settings: Settings, patient: Patient) -> str:
    """The address that opens the patient's chart, by the chart's own id."""
    return settings.chart_url_template.replace("{patient_id}", quote(patient.fhir_id, safe=""))
