"""Keeping what a message holds: readings, a yes or no."""

from typing import Any

from gateway import readings, tasks
from gateway.errors import ImplausibleReading
from gateway.protocols import UnknownVital
from gateway.replies.correcting import earlier, repeated
from gateway.replies.told import Hearing

MISSED_DOSES = 3
"""Adherence answers NO in a row after which the care managers look (the reference protocol)."""


def keep_readings(heard: Hearing) -> None:
    """Record every reading of the message, whether or not its check-in is open.

    A number that cannot be true, or of a vital or unit that nobody has described, is not charted:
    the patient is asked again, and the rest of her message is not lost over it.
    """
    for ordinal, said in enumerate(heard.told.readings):
        try:
            _keep(heard, said, ordinal)
        except (ImplausibleReading, UnknownVital):
            heard.implausible = True


def _keep(heard: Hearing, said: dict[str, Any], ordinal: int) -> None:
    """One reading; where it puts an earlier one right, that one's check-in has had its answer."""
    vital = heard.rules.vital(str(said.get("type")))
    wrong = earlier(heard, vital, said)
    if wrong and repeated(heard, vital, said, wrong):
        return
    check_in = None if wrong else heard.fitting(vital.check_in)
    reading = readings.record(
        heard.session,
        heard.patient,
        said,
        message_sid=heard.source.sid,
        ordinal=ordinal,
        check_in=check_in,
        words=heard.source.body,
        rules=heard.rules,
        now=heard.now,
        taken_at=min(heard.source.received_at, heard.now),
        replaces=wrong,
    )
    heard.readings.append(reading)
    echo = vital.echo(said)
    if wrong:
        heard.changed.append((vital.echo(wrong.said), echo))
        echo = heard.phrase("instead_of", right=echo, wrong=vital.echo(wrong.said))
    heard.said.append(echo)
    if check_in:
        heard.closes[check_in.id] = None
    _no_longer_missing(heard, vital.check_in)


def keep_answer(heard: Hearing) -> None:
    """Keep a yes or no to the question that was open, and follow up on the worrying ones."""
    check_in = heard.fitting("adherence", "symptom", "enrollment")
    if heard.told.answer is None or check_in is None:
        return
    heard.answered = check_in.kind
    heard.closes[check_in.id] = heard.told.answer
    readings.keep_answer(
        heard.session,
        heard.patient,
        check_in.kind,
        heard.told.answer,
        message_sid=heard.message.sid,
        check_in=check_in,
        now=heard.now,
    )
    if heard.told.answer == "no" and check_in.kind == "adherence":
        _missed_dose(heard)
    if heard.told.answer == "no" and check_in.kind == "symptom":
        heard.queue("symptom", "concerns")


def _no_longer_missing(heard: Hearing, kind: str) -> None:
    """A valid reading ends the search for it, also when its check-in was given up long ago."""
    missing = tasks.open_tasks(heard.session, patient_id=heard.patient.id, kind="missing_reading")
    for task in missing:
        if task.why == kind:
            tasks.done(heard.session, task, "system", heard.now)


def _missed_dose(heard: Hearing) -> None:
    streak = readings.no_streak(heard.session, heard.patient.id)
    waiting = tasks.open_tasks(heard.session, patient_id=heard.patient.id, kind="adherence")
    if streak >= MISSED_DOSES and not waiting:
        heard.queue("adherence", f"no_{MISSED_DOSES}_in_a_row")
