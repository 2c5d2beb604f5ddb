"""Coming back: START, or after an opt-out a plain sentence, in either language.

A carrier that took STOP itself refuses our texts until START or UNSTOP is texted from the phone. No
sentence lifts that and no text could say so: then a person calls.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway import consent, tasks
from gateway.cohort.tables import Patient
from gateway.conversation.coming import what_comes_next
from gateway.conversation.fixed import language_of, say, say_fixed
from gateway.conversation.rules import Rules
from gateway.inbox import InboundMessage
from gateway.replies.told import REQUEST_HOURS

BACK = ("opt_in", "back_in")
SENTENCES = ("back_in", "maybe_back_in")
SAID_AGAIN = timedelta(hours=1)
"""How long after she came back the same sentence is taken for a repetition."""
LIFTS = frozenset({"START", "UNSTOP"})
BY_TEXT = frozenset({"sms", "rcs"})
"""Channels whose words the carrier reads: a spoken START lifts nothing there."""


def heard(
    session: Session, message: InboundMessage, wish: str | None, rules: Rules, *, now: datetime
) -> str | None:
    """The wish as it counts for this number: only one that left, or says it again, can come back.

    From anybody else "start texting me again tomorrow" is for the model to read. Who left and
    writes of both, "I said stop texting me, please start again", is understood by a person.
    """
    if not consent.may_text(session, message.phone):
        of_both = wish == "opt_out" and rules.words.net.back_in(message.body)
        return "maybe_back_in" if of_both else wish
    if wish not in SENTENCES:
        return wish
    again = consent.came_back(session, message.phone, since=now - SAID_AGAIN)
    return wish if wish == "back_in" and again else None


def bring_back(
    session: Session,
    message: InboundMessage,
    patient: Patient | None,
    wish: str,
    rules: Rules,
    now: datetime,
) -> str:
    """Text the number again: `started`, or `start_needed` where the carrier would refuse it.

    A sentence is also read by a person: it may say more than the wish.
    """
    held = consent.held_by_carrier(session, message.phone) and not _lifts(message)
    if not held:
        source = "keyword" if wish == "opt_in" else "sentence"
        consent.start(session, message.phone, source=source, now=now)
    if patient and held:
        ask_person(session, message, patient, "start_needed", rules, now)
    elif patient and wish == "back_in":
        ask_person(session, message, patient, "came_back", rules, now)
    return "start_needed" if held else "started"


def welcome(
    session: Session,
    message: InboundMessage,
    patient: Patient | None,
    rules: Rules,
    now: datetime,
    *,
    confirmed: bool,
) -> None:
    """Tell her that our texts come again, unless the carrier `confirmed` it, and what is next."""
    language = language_of(message, patient, rules)
    if patient is None:  # one of a household: whose question is next is not for all of them
        if not confirmed:
            say_fixed(session, message, patient, "started", language, rules, now)
        return
    then = what_comes_next(session, patient, language, rules, now=now)
    if confirmed:
        say(session, message, patient, "next", then, language, now)
    else:
        body = f"{rules.words.fixed(language, 'started')} {then}"
        say(session, message, patient, "started", body, language, now)


def ask_person(
    session: Session,
    message: InboundMessage,
    patient: Patient,
    why: str,
    rules: Rules,
    now: datetime,
) -> None:
    """Somebody of the care team reads it, within the practice's four business hours.

    The turn may ask the same of an opt-out, and something else of any other message.
    """
    what = "" if why == "opted_out" else f":{why}"
    tasks.add(
        session,
        "request",
        why,
        key=f"request{what}:{message.sid}",
        patient_id=patient.id,
        message_sid=message.sid,
        due=rules.protocols.calendar.after_hours(now, REQUEST_HOURS),
        now=now,
    )


def _lifts(message: InboundMessage) -> bool:
    """The carrier has read this very word and lifted its block."""
    word = message.body.strip().upper() in LIFTS or message.raw.get("OptOutType") == "START"
    return word and message.channel in BY_TEXT
