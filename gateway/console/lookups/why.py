"""Why somebody was paged for a reading or a case, or nobody: everything, from what was kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from gateway import escalations, rechecks
from gateway.console.lookups import why_course, why_found
from gateway.console.lookups.corrections import corrections
from gateway.console.lookups.why_asked import Asked, is_about
from gateway.console.lookups.why_asked import asked as gather
from gateway.console.presenters import measured_again, why_answer, why_clock
from gateway.console.presenters.cases import case as in_short
from gateway.console.presenters.cases import full_name
from gateway.console.presenters.timeline import receipts
from gateway.console.presenters.times import place
from gateway.console.presenters.why import Due, Explanation, Finding
from gateway.console.presenters.words import visible
from gateway.readings.tables import Reading
from gateway.settings import Settings


def explain(
    session: Session,
    settings: Settings,
    *,
    now: datetime,
    reading_id: str = "",
    case_id: str = "",
    message_id: int = 0,
) -> Explanation:
    """The whole account of one reading or message, paged or not, or of one case.

    The words, what was understood, the rules of that time with version and signer, what would have
    been needed, the earlier values, the clock with its windows, who was told, what ended it.
    Raises NotHere when there is none.
    """
    which = {"reading_id": reading_id, "case_id": case_id}
    asked = gather(session, settings, **which, message_id=message_id, now=now)
    return _explained(session, asked, _findings(session, asked))


def _explained(session: Session, asked: Asked, found: Sequence[Finding]) -> Explanation:
    bench, main = asked.bench, asked.main
    title, answer = _answer(session, asked, found)
    ender, now = why_course.ender(session, main), bench.now
    notes = why_course.notes(session, asked)
    return Explanation(
        title=title,
        answer=answer,
        tone=asked.reading.severity if asked.reading else main.case.tier if main else "normal",
        about=full_name(bench.patient),
        patient_id=bench.patient.id if bench.patient else "",
        case_id=main.case.id if main else "",
        beside=_beside(session, asked),
        place=place(bench.timezone),
        corrected=_corrected(session, asked),
        findings=tuple(found),
        clock=why_course.clock(session, asked),
        dues=_dues(asked),
        windows_of=main.rules.replace("@", " version ") if main else "",
        told=why_course.told(session, asked),
        receipts=receipts(notes, bench.patient, now=now) if bench.patient else (),
        ended=why_answer.ended(main, ender, asked.names, bench.timezone, now=now),
        closing_note=visible(main.case.closing_note or "") if main else "",
    )


def _findings(session: Session, asked: Asked) -> list[Finding]:
    if asked.reading:
        return why_found.of_one(session, asked.reading, asked.accounts, asked.bench)
    if asked.message:
        return [why_found.of_message(session, asked.message.sid, asked.accounts, asked.bench)]
    return [f for one in asked.accounts for f in why_found.of_case(session, one, asked.bench)]


def _answer(session: Session, asked: Asked, found: Sequence[Finding]) -> tuple[str, str]:
    if asked.reading:
        told = found[0].judgements
        if waits := rechecks.of_reading(session, asked.reading.id):
            return measured_again.answer(waits, asked.bench.timezone, now=asked.bench.now)
        mine = [(a, c) for a in asked.accounts for c in a.concerns if is_about(c, asked.reading)]
        return why_answer.of_reading(told[-1] if told else None, mine)
    if not asked.accounts:
        return why_answer.of_message(found[0])
    about = asked.accounts[-1]
    bench = asked.bench
    short = in_short(about.case, bench.patient, asked.practice, now=bench.now)
    return why_answer.of_case(about, short.story)


def _beside(session: Session, asked: Asked) -> str:
    """The case of something else in the message of a reading that did not page."""
    if asked.reading is None or asked.accounts:
        return ""
    found = escalations.concerns_of(session, asked.reading.message_sid)
    return found[-1].case_id if found else ""


def _dues(asked: Asked) -> tuple[Due, ...]:
    zone, now = asked.bench.timezone, asked.bench.now
    return tuple(due for one in asked.accounts for due in why_clock.dues(one, zone, now=now))


def _corrected(session: Session, asked: Asked) -> str:
    """That the patient has put the reading right since."""
    main = asked.main
    id_ = main.case.reading_id if main else None
    about = asked.reading or (session.get(Reading, id_) if id_ else None)
    return corrections(session, [about]).of_case(about) if about else ""
