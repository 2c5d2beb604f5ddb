"""Somebody writes who is not enrolled, or whom we cannot tell, or from where we may not answer."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import check_ins, cohort, inbox, messages, tasks
from gateway.cohort.tables import Patient
from gateway.conversation.fixed import language_of
from gateway.conversation.rules import Rules
from gateway.inbox import InboundMessage
from gateway.messages.tables import OutboundMessage


def answer_stranger(
    session: Session, message: InboundMessage, rules: Rules, *, told: bool, now: datetime
) -> None:
    """A person looks at it; once a day the writer is told so, or that this number cannot help.

    `told`: an emergency or a wish was already answered. Nothing is read or charted.
    """
    household = cohort.by_phone(session, message.phone)
    shared = len(household) > 1
    tasks.add(
        session,
        "unclear_reply" if shared else "unknown_number",
        "shared_phone" if shared else message.channel,
        key=f"stranger:{message.sid}",
        phone=message.phone,
        message_sid=message.sid,
        now=now,
    )
    for patient in household:
        release_all(session, patient, now)
    if not told and message.channel == "sms":
        _say(session, message, household, rules, now)
    inbox.handled(message, now=now)


def release_all(session: Session, patient: Patient, now: datetime) -> None:
    """What she wrote has been seen to: her check-ins go on waiting, but for no yes any more."""
    for check_in in check_ins.lock_open(session, patient.id):
        check_ins.release(session, check_in, now=now)
        check_in.pending = None


def _say(
    session: Session,
    message: InboundMessage,
    household: list[Patient],
    rules: Rules,
    now: datetime,
) -> None:
    language = language_of(message, household[0] if household else None, rules)
    which = "not_understood_person" if household else "unknown_number"
    key = f"fixed:{which}:{message.phone}:{now.date()}"
    if session.scalar(select(OutboundMessage.id).where(OutboundMessage.key == key)) is None:
        messages.say(
            session,
            phone=message.phone,
            body=rules.words.fixed(language, which),
            key=key,
            language=language,
            kind="fixed",
            reply_to=message.sid,
            exempt=True,
            now=now,
        )
