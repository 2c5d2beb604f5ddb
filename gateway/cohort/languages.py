"""Which language a patient is written to in: her wish, and what she clearly writes herself."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateway import journal
from gateway.cohort.tables import Patient


def speak(session: Session, patient: Patient, language: str, *, by: str, now: datetime) -> None:
    """Write to her in `language` from now on; `by` is `patient` or a person's user name.

    Her own word outlives the chart's, and what she wrote before: the nightly pull no longer
    changes the language.
    """
    if (patient.language, patient.language_from, patient.spoken) == (language, by, None):
        return
    before, patient.language, patient.language_from = patient.language, language, by
    patient.spoken = patient.spoken_at = None
    _write(session, "language_changed", patient, before, language, by, now)


def listen(session: Session, patient: Patient, language: str, *, now: datetime) -> None:
    """Her words are clearly in `language`: she is answered in it until they are in another."""
    before = answered_in(patient)
    patient.spoken, patient.spoken_at = language, now
    if before != language:
        _write(session, "language_followed", patient, before, language, "patient", now)


def answered_in(patient: Patient) -> str:
    """The language of her latest clear words; until there are any, the one that was agreed on."""
    return patient.spoken or patient.language


def asked_in(patient: Patient, *, unanswered_since: datetime | None = None) -> str:
    """The language of a question we begin.

    What she or a person asked for holds; a language that only the chart names gives way to her own
    words. A reminder, with `unanswered_since`, goes back to the chart's unless she wrote after the
    question: somebody else may have written for her, and she could not read it.
    """
    if patient.spoken is None or patient.spoken_at is None or patient.language_from != "chart":
        return patient.language
    stale = unanswered_since is not None and patient.spoken_at < unanswered_since
    return patient.language if stale else patient.spoken


def _write(
    session: Session,
    event: str,
    patient: Patient,
    before: str,
    after: str,
    by: str,
    now: datetime,
) -> None:
    journal.write(
        session,
        event,
        patient.id,
        now=now,
        patient_id=patient.id,
        by=by,
        before=before,
        after=after,
    )
