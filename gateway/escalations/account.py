"""What happened to a case, for whoever asks later: its pages, its waits, its calls, its events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.escalations.rulebook import EscalationRules
from gateway.escalations.tables import Alarm, Concern, EarlierPage, Escalation, Ring
from gateway.journal import JournalLine

Row = TypeVar("Row", Concern, Ring, Alarm, EarlierPage)
BEGINS = frozenset({"paged_again", "case_open_again"})
ENDS = frozenset({"case_acknowledged", "case_closed"})


@dataclass(frozen=True)
class Sent:
    """One page of a case. `why` the newer one was sent: empty for the first.

    PagerDuty had to say by `echo_due` that it exists. `ended_at`: a newer page took its place.
    """

    key: str
    why: str
    tier: str
    began_at: datetime
    echo_due: datetime
    paged_at: datetime | None
    echoed_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str
    ended_at: datetime | None


@dataclass(frozen=True)
class Wait:
    """A time in which somebody had to come, until `due`; `ended_at` by a person, or not yet."""

    tier: str
    since: datetime
    due: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Account:
    """Everything of one case, oldest first. `rules`: the version by which its windows are told.

    A case of a storm has no page of its own: `pages` and `waits` are then the storm's.
    """

    case: Escalation
    storm: Escalation | None
    concerns: Sequence[Concern]
    pages: Sequence[Sent]
    waits: Sequence[Wait]
    rings: Sequence[Ring]
    alarms: Sequence[Alarm]
    lines: Sequence[JournalLine]
    rules: str

    def paged_for(self, concern: Concern) -> Sent | None:
        """The page that one finding caused; None for one that an open case took in."""
        if self.storm and self.case.dedup_key == f"promotora:{concern.key}":
            return self.pages[0]
        return next((page for page in self.pages if page.key == f"promotora:{concern.key}"), None)


def account(session: Session, case: Escalation, rules: EscalationRules) -> Account:
    """The windows are those of the rules in force: a changed one binds cases that are open."""
    storm = session.get(Escalation, case.storm_id) if case.storm_id else None
    paged = storm or case
    lines = _lines(session, case)
    return Account(
        case=case,
        storm=storm,
        concerns=_of(session, Concern, case, Concern.at),
        pages=_pages(session, paged, rules),
        waits=waits(paged, _lines(session, paged) if storm else lines, rules),
        rings=_of(session, Ring, paged, Ring.wanted_at),
        alarms=_of(session, Alarm, paged, Alarm.sounded_at),
        lines=lines,
        rules=rules.version,
    )


def of_readings(session: Session, ids: Iterable[str]) -> Sequence[tuple[Concern, bool]]:
    """The findings that opened or joined a case with one of these readings; whether each paged."""
    found = session.scalars(
        select(Concern).where(Concern.reading_id.in_(list(ids))).order_by(Concern.at)
    ).all()
    keys = [f"promotora:{concern.key}" for concern in found]
    newest = select(Escalation.dedup_key).where(Escalation.dedup_key.in_(keys))
    earlier = select(EarlierPage.dedup_key).where(EarlierPage.dedup_key.in_(keys))
    paged = {*session.scalars(newest), *session.scalars(earlier)}
    return [(concern, f"promotora:{concern.key}" in paged) for concern in found]


def concerns_of(session: Session, message_sid: str) -> Sequence[Concern]:
    """The findings of one message, as they were made."""
    mine = select(Concern).where(Concern.message_sid == message_sid)
    return session.scalars(mine.order_by(Concern.at)).all()


def waits(
    case: Escalation, lines: Iterable[JournalLine], rules: EscalationRules
) -> tuple[Wait, ...]:
    """Each time somebody had to come: from the opening, and anew when nobody had it any more.

    A page that is repeated while nobody has come begins no new wait, unless its tier has changed.
    """
    lines = list(lines)
    tier = next((str(line.detail["tier"]) for line in lines if "tier" in line.detail), case.tier)
    found = [_wait(tier, case.opened_at, rules)]
    for line in lines:
        last, tier = found[-1], str(line.detail.get("tier", found[-1].tier))
        if line.event in ENDS and last.ended_at is None:
            found[-1] = replace(last, ended_at=line.at)
        elif line.event in BEGINS and (last.ended_at or tier != last.tier):
            found.append(_wait(tier, line.at, rules))
    return tuple(found)


def _wait(tier: str, since: datetime, rules: EscalationRules) -> Wait:
    return Wait(tier, since, rules.tiers[tier].window.due(since, rules.calendar), None)


def _pages(session: Session, case: Escalation, rules: EscalationRules) -> tuple[Sent, ...]:
    earlier = _of(session, EarlierPage, case, EarlierPage.began_at)
    whys = ["", *(page.why for page in earlier)]
    rows: list[tuple[EarlierPage | Escalation, datetime, datetime | None]] = [
        (page, page.began_at, page.ended_at) for page in earlier
    ]
    rows.append((case, case.page_began, None))
    return tuple(
        Sent(
            key=row.dedup_key,
            why=why,
            tier=row.tier,
            began_at=began,
            echo_due=began + rules.echo_within,
            paged_at=row.paged_at,
            echoed_at=row.echoed_at,
            acknowledged_at=row.acknowledged_at,
            acknowledged_by=row.acknowledged_by or "",
            ended_at=ended,
        )
        for (row, began, ended), why in zip(rows, whys, strict=True)
    )


def _lines(session: Session, case: Escalation) -> Sequence[JournalLine]:
    mine = select(JournalLine).where(JournalLine.subject_id == case.id)
    return session.scalars(mine.order_by(JournalLine.at, JournalLine.id)).all()


def _of(session: Session, table: type[Row], case: Escalation, at: Any) -> Sequence[Row]:
    return session.scalars(select(table).where(table.case_id == case.id).order_by(at)).all()
