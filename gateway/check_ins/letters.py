"""The letter that has a question put into words by Rasa, and says the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway import consent, journal, messages, tasks
from gateway.check_ins.course import after
from gateway.check_ins.episodes import close, lock, lock_if_free
from gateway.check_ins.follow_up import step_on
from gateway.check_ins.ladders import ladder_of
from gateway.check_ins.pauses import paused
from gateway.check_ins.rounds import not_asked
from gateway.check_ins.rulebook import CheckInRules
from gateway.check_ins.schedule import spread
from gateway.check_ins.tables import CheckIn
from gateway.cohort import Patient, asked_in, enrolled
from gateway.consent import quiet_until
from gateway.outbox import Kind, Letter, Moot, NotYet

_WHOM = (
    select(Patient)
    .join(CheckIn, CheckIn.patient_id == Patient.id)
    .where(CheckIn.id.in_(bindparam("check_ins", expanding=True)))
)


@dataclass(frozen=True)
class Prompt:
    """What Rasa is asked for: `rung` is `ask` or `remind`. It learns no name."""

    conversation_id: str
    check_in: str
    language: str
    rung: str


def prompt(rules: CheckInRules) -> Kind:
    """The kind of letter that is a question or a reminder; never given up, but soon too late."""
    judged = partial(_prepare, rules), partial(_settle, rules), _refused
    return Kind("prompt", "wording", *judged, gather=_gather)


def _gather(session: Session, letters: Sequence[Letter]) -> Sequence[Patient]:
    """Whom they are about. The check-ins are read one by one, because each is held."""
    return session.scalars(_WHOM, {"check_ins": [letter.subject_id for letter in letters]}).all()


def _prepare(rules: CheckInRules, session: Session, letter: Letter, now: datetime) -> Prompt:
    check_in = lock_if_free(session, letter.subject_id)
    if check_in is None:
        raise NotYet(now + timedelta(seconds=1), "a reply is being read")
    patient = enrolled(session, check_in.patient_id)
    if _first(letter):
        _still_to_ask(rules, session, check_in, patient, now)
    else:
        _still_to_remind(rules, session, check_in, patient, now)
    rung = "ask" if _first(letter) else "remind"
    return Prompt(check_in.id, check_in.kind, _language(check_in, patient), rung)


def _still_to_ask(
    rules: CheckInRules, session: Session, check_in: CheckIn, patient: Patient, now: datetime
) -> None:
    if check_in.state != "due":
        raise Moot(f"the check-in is {check_in.state}")
    if not patient.active or not consent.may_text(session, patient.phone):
        close(session, check_in, "stopped" if patient.active else "left", now)
        raise Moot("she may not be texted")
    if paused(session, patient, now):
        close(session, check_in, "paused", now)
        raise Moot("her questions are paused")
    if too_late(rules, check_in, now=now):
        skip(session, check_in, now=now)
        raise Moot("too late to be useful")


def _still_to_remind(
    rules: CheckInRules, session: Session, check_in: CheckIn, patient: Patient, now: datetime
) -> None:
    if check_in.state == "held":
        raise NotYet(check_in.held_until or now + timedelta(minutes=1), "a reply is being read")
    if check_in.state != "asked":
        raise Moot(f"the check-in is {check_in.state}")
    if check_in.rung_due_at and now >= check_in.rung_due_at:
        raise Moot("the next rung is due")
    if not patient.active or not consent.may_text(session, patient.phone):
        raise Moot("she may not be texted")
    if paused(session, patient, now):
        raise Moot("her questions are paused")
    if _asked_since(session, check_in):
        raise Moot("she was asked again since")
    if until := quiet_until(patient, now, rules.quiet_hours):
        raise NotYet(until + spread(patient.id, rules.spread), "quiet hours")


def _settle(
    rules: CheckInRules, session: Session, letter: Letter, texts: Sequence[str], now: datetime
) -> None:
    """Say the words with her name in them, and start the ladder when it was the question."""
    check_in = lock(session, letter.subject_id)
    first = _first(letter)
    if check_in.state != ("due" if first else "asked"):
        return  # answered or stopped while Rasa was looking for words
    patient = enrolled(session, check_in.patient_id)
    for number, text in enumerate(texts):
        messages.say(
            session,
            phone=patient.phone,
            body=fill(text, patient),
            key=f"{letter.key}:{number}",
            now=now,
            kind="check_in" if first else "reminder",
            patient=patient,
            language=_language(check_in, patient),
            check_in_id=check_in.id,
            exempt=first,
            not_after=_too_late(rules, check_in) if first else check_in.rung_due_at,
        )
    if first:
        was_asked(session, check_in, rules, now=now)


def was_asked(session: Session, check_in: CheckIn, rules: CheckInRules, *, now: datetime) -> None:
    """The question has left, by text or phone: it waits for its answer, and the ladder begins."""
    patient = enrolled(session, check_in.patient_id)
    ladder = ladder_of(session, patient, rules.ladders)
    check_in.state, check_in.asked_at = after(check_in.state, "sent"), now
    check_in.rung = 1
    step_on(session, check_in, patient, ladder, rules, now)


def too_late(rules: CheckInRules, check_in: CheckIn, *, now: datetime) -> bool:
    """Whether its question would come so late that it is not asked any more."""
    return now > _too_late(rules, check_in)


def skip(session: Session, check_in: CheckIn, *, now: datetime) -> None:
    """It was not asked in time, which is shown and told; nothing is sent late."""
    close(session, check_in, "too_late", now)
    not_asked(session, check_in.local_date, now)


def _language(check_in: CheckIn, patient: Patient) -> str:
    return asked_in(patient, unanswered_since=check_in.asked_at)


def fill(text: str, patient: Patient) -> str:
    """The words with the names that Rasa must not learn."""
    named = text.replace("[first name]", patient.given_name)
    return named.replace("[care manager]", patient.care_manager)


def _refused(session: Session, letter: Letter, code: str, now: datetime) -> None:
    check_in = lock(session, letter.subject_id)
    journal.write(
        session, "prompt_refused", check_in.id, now=now, patient_id=check_in.patient_id, code=code
    )
    tasks.add(
        session,
        "dead_letter",
        f"prompt_refused_{code}",
        key=f"dead_letter:{letter.key}",
        now=now,
        patient_id=check_in.patient_id,
    )


def _first(letter: Letter) -> bool:
    return letter.key.endswith(":ask")


def _too_late(rules: CheckInRules, check_in: CheckIn) -> datetime:
    return check_in.due_at + rules.questions[check_in.kind].late_after


def _asked_since(session: Session, check_in: CheckIn) -> bool:
    newer = (
        select(CheckIn.id)
        .where(CheckIn.patient_id == check_in.patient_id, CheckIn.kind == check_in.kind)
        .where(CheckIn.due_at > check_in.due_at, CheckIn.state != "skipped")
    )
    return session.scalar(newer.limit(1)) is not None
