"""The beginning of a call: a machine or a person, is it her? Until then no word of health."""

from gateway import check_ins, cohort, consent, journal, messages, tasks
from gateway.calls import keys
from gateway.cohort.tables import Patient
from gateway.switchboard.hearing import keep
from gateway.switchboard.line import YES_NO_KINDS, Line
from gateway.vendors.twiml import Script

MACHINE, FAX = "machine", "fax"
NO_KEY = "2"
AT_MOST = 2
"""Questions at the door that may stay unanswered."""


def machine(line: Line, answered_by: str) -> Script | None:
    """What a machine hears, however late it is found out; None when it is a person or in doubt.

    In doubt the question "is this Rosa?" is asked: it is harmless on a tape.
    """
    if line.call.direction != "out" or line.call.step == "talk":
        return None
    if answered_by == FAX:
        return line.hang_up()
    if not answered_by.startswith(MACHINE):
        return None
    _journal(line, "call_voicemail")
    message = line.text("call_voicemail")
    _keep(line, message, "fixed", None)
    return line.hang_up(message)


def ask_who(line: Line, *before: str) -> Script:
    """ "Is this Rosa?", of a household "for Rosa, press 1"; of nobody we know, why they call."""
    line.call.step = "who"
    household = candidates(line)
    if not household:
        line.call.step = "talk"
        return line.listen(*before, line.text("call_unknown"))
    if len(household) == 1:
        which = "call_who" if line.call.direction == "out" else "call_who_calls"
        return line.listen(*before, line.text(which, household[0]), yes_no=True)
    phrase = line.rules.words.phrase
    each = [
        phrase(line.language, "press_for", name=one.given_name, key=str(number))
        for number, one in enumerate(household, start=1)
    ]
    return line.listen(*before, line.text("call_which"), *each)


def answer_who(line: Line, digits: str, speech: str) -> Script:
    """Her yes opens the talk, a no ends it, 9 ends all calls; anything else is asked once more."""
    key = digits.strip("#* ")
    household = candidates(line)
    if key == keys.STOP and line.call.direction == "out":
        return _stop(line)
    chosen = _chosen(line, household, key, speech)
    if chosen:
        line.call.patient_id, line.call.step, line.call.silences = chosen.id, "talk", 0
        line.call.language = cohort.answered_in(chosen)
        return next_question(line)
    her = line.rules.words.is_it_her(line.language, speech) if speech else None
    if len(household) == 1 and (key == NO_KEY or her is False):
        return _turned_away(line, "call_not_patient", "call_not_you")
    line.call.silences += 1
    if line.call.silences < AT_MOST:
        return ask_who(line, line.text("call_again"))
    # it may be a tape after all: what a machine may hear
    return _turned_away(line, "call_nobody", "call_voicemail")


def _turned_away(line: Line, event: str, goodbye: str) -> Script:
    """The call ends at the door. Who rang us wanted something: a person calls back."""
    _journal(line, event)
    call = line.call
    if call.direction == "out":
        return line.hang_up(line.text(goodbye))
    tasks.add(
        line.session,
        "request",
        event,
        key=f"{event}:{call.id}",
        now=line.now,
        patient_id=call.patient_id,
        phone=None if call.patient_id else call.phone,
    )
    return line.hang_up(line.text("call_back"))


def candidates(line: Line) -> list[Patient]:
    """Who it may be: the one we ring, else all who share the number that rings us."""
    if line.call.direction == "out":
        return [line.patient] if line.patient else []
    return cohort.by_phone(line.session, line.call.phone)


def next_question(line: Line, *before: str) -> Script:
    """The question asked last that still waits and was not put in this call; else goodbye.

    Who rings us and owes nothing is asked why.
    """
    patient = line.patient
    waiting = check_ins.open_for(line.session, patient.id) if patient else []
    if waiting and waiting[-1].id not in line.call.asked:
        kind = waiting[-1].kind
        line.call.asked = line.call.asked | {waiting[-1].id: line.call.turn}
        question = line.text(f"call_ask_{kind}")
        _keep(line, question, "reminder" if waiting[-1].rung > 1 else "check_in", waiting[-1].id)
        return line.listen(*before, question, yes_no=kind in YES_NO_KINDS)
    if before:
        return line.hang_up(*before, line.text("call_goodbye"))
    return line.listen(line.text("call_nothing_open"))


def _chosen(line: Line, household: list[Patient], key: str, speech: str) -> Patient | None:
    if len(household) == 1:
        yes = key == "1" or (bool(speech) and line.rules.words.is_it_her(line.language, speech))
        return household[0] if yes else None
    by_key = household[int(key) - 1] if key.isdecimal() and 0 < int(key) <= len(household) else None
    said = speech.casefold()
    by_name = [one for one in household if one.given_name.casefold() in said]
    return by_key or (by_name[0] if len(by_name) == 1 else None)


def _stop(line: Line) -> Script:
    """The opt-out every automated call must offer; kept as the word it stands for, like a text."""
    word = line.rules.words.phrase(line.language, "key_stop")
    keep(line, line.call.turn, word, {"Digits": keys.STOP})
    consent.stop(line.session, line.call.phone, source="keyword", now=line.now)
    return line.hang_up(line.text("call_stopped"))


def _keep(line: Line, body: str, kind: str, check_in_id: str | None) -> None:
    """What we say first is on the timeline and in the chart like a text that was sent."""
    if patient := line.patient:
        messages.said(
            line.session,
            patient,
            body,
            key=f"call:{line.call.id}:{check_in_id or 'tape'}",
            kind=kind,
            language=line.language,
            check_in_id=check_in_id,
            now=line.now,
        )


def _journal(line: Line, event: str) -> None:
    if patient := line.call.patient_id:
        journal.write(line.session, event, patient, now=line.now, patient_id=patient)
