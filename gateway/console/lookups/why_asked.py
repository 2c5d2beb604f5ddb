"""What an explanation is about, gathered once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway import escalations
from gateway.cohort.tables import Patient
from gateway.console.lookups.names import signatures
from gateway.console.lookups.practice import practice
from gateway.console.lookups.rules import escalation_rules, rulebook
from gateway.console.lookups.why_judged import Bench
from gateway.console.presenters.practice import Practice
from gateway.console.refusals import NotHere
from gateway.escalations import Account, Escalation
from gateway.escalations.tables import Concern
from gateway.inbox.tables import InboundMessage
from gateway.readings.tables import Reading
from gateway.settings import Settings


@dataclass(frozen=True)
class Asked:
    """One reading or message with its cases, or one case with the messages it is about."""

    bench: Bench
    practice: Practice
    reading: Reading | None
    message: InboundMessage | None
    accounts: Sequence[Account]
    sids: Sequence[str]
    names: Mapping[str, str]

    @property
    def main(self) -> Account | None:
        """The case it belongs to; of several the newest."""
        return self.accounts[-1] if self.accounts else None


def asked(
    session: Session,
    settings: Settings,
    *,
    reading_id: str,
    case_id: str,
    message_id: int,
    now: datetime,
) -> Asked:
    """Raises NotHere when there is no such reading, case or message."""
    reading = session.get(Reading, reading_id) if reading_id else None
    case = session.get(Escalation, case_id) if case_id else None
    message = session.get(InboundMessage, message_id) if message_id else None
    cases = [case] if case else _cases(session, reading, message)
    if reading is None and message is None and not cases:
        raise NotHere
    rules = escalation_rules(settings)
    accounts = [escalations.account(session, one, rules) for one in cases]
    whose = next((one.patient_id for one in (reading, message, *cases) if one), None)
    patient = session.get(Patient, whose or "")
    here = practice(settings)
    zone = patient.timezone if patient else here.timezone
    return Asked(
        bench=Bench(patient, rulebook(settings), zone, now),
        practice=here,
        reading=reading,
        message=message,
        accounts=accounts,
        sids=_sids(reading, message, accounts),
        names=signatures(session, _people(accounts)),
    )


def _cases(
    session: Session, reading: Reading | None, message: InboundMessage | None
) -> list[Escalation]:
    sid = reading.message_sid if reading else message.sid if message else ""
    found = escalations.concerns_of(session, sid)
    ids = [one.case_id for one in found if reading is None or is_about(one, reading)]
    return [session.get_one(Escalation, id_) for id_ in dict.fromkeys(ids)]


def is_about(concern: Concern, reading: Reading) -> bool:
    """Its own finding; all that is critical in one message is one finding, told of its first."""
    critical = concern.tier == reading.severity == "critical"
    same = concern.message_sid == reading.message_sid
    return concern.reading_id == reading.id or (critical and same)


def _sids(
    reading: Reading | None, message: InboundMessage | None, accounts: Iterable[Account]
) -> list[str]:
    """The messages it is about, in the order in which they were found."""
    if reading or message:
        return [reading.message_sid if reading else message.sid if message else ""]
    mine = [
        sid for a in accounts for sid in (*(c.message_sid for c in a.concerns), a.case.message_sid)
    ]
    return [sid for sid in dict.fromkeys(mine) if sid]


def _people(accounts: Iterable[Account]) -> set[str | None]:
    names: set[str | None] = set()
    for found in accounts:
        names |= {found.case.acknowledged_by, found.case.closed_by}
        names |= {line.by for line in found.lines} | {alarm.cleared_by for alarm in found.alarms}
    return names
