"""What comes next, told to a patient who wants our texts again."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from gateway import check_ins, cohort
from gateway.cohort.tables import Patient
from gateway.conversation.rules import Rules


def what_comes_next(
    session: Session, patient: Patient, language: str, rules: Rules, *, now: datetime
) -> str:
    """Her next question with its day and hour on her own wall, as far as one is planned."""
    phrase = partial(rules.words.phrase, language)
    found = check_ins.coming(session, patient, now=now)
    if found is None:
        return phrase("next_none")
    kind, at = found
    return phrase(f"next_{kind}", time=cohort.in_words(patient, at, phrase, now=now))
