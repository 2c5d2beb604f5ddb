"""Carrying letters: claim with a lease, prepare, send, settle; each letter by itself.

At least once outward: a worker killed between a vendor's effect and our note of it leaves a lease
that ends. The letter is then *unknown*, and is looked up at the vendor before it is sent again.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from gateway.outbox.letters import Kind, Moot, NotYet
from gateway.outbox.rate import take_turn
from gateway.outbox.tables import Letter


@dataclass(frozen=True)
class Carrier:
    """A kind of letter joined with the vendor that carries it.

    `find` looks up a parcel that may already have arrived (None: not there); None when repeating
    is harmless because the vendor de-duplicates. `rate` is (sender, letters a second). `lease`
    replaces the worker's own for a carrier that needs longer.
    """

    kind: Kind
    carry: Callable[[Any], Any]
    find: Callable[[Any, datetime], Any | None] | None = None
    rate: tuple[str, float] | None = None
    longest_wait: timedelta = timedelta(minutes=15)
    lease: timedelta | None = None


@dataclass(frozen=True)
class Claimed:
    """A letter in hand: `doubtful` when an earlier try may have had its effect."""

    letter_id: str
    kind: str
    parcel: Any
    doubtful: bool
    posted_at: datetime


def due(lane: str, now: datetime, machine: datetime) -> Select[Letter]:
    """Letters of a lane that may be carried now, urgent ones first."""
    unleased = or_(Letter.lease_until.is_(None), Letter.lease_until < machine)
    return (
        select(Letter)
        .where(Letter.lane == lane, Letter.state.in_(("todo", "unknown")))
        .where(Letter.next_at <= now, unleased)
        .order_by(Letter.urgent.desc(), Letter.next_at)
    )


def claim(
    session: Session,
    lane: str,
    carriers: dict[str, Carrier],
    limit: int,
    *,
    worker: str,
    lease: timedelta,
    now: datetime,
    machine: datetime,
) -> list[Claimed]:
    """Take up to `limit` letters, leaving out those that have become moot or must wait."""
    query = due(lane, now, machine).limit(limit).with_for_update(skip_locked=True)
    taken = []
    for letter in session.scalars(query).all():
        carrier = carriers[letter.kind]
        try:
            parcel = _prepare(session, letter, carrier, now)
        except Moot as moot:
            _finish(letter, "moot", now, error=str(moot))
            continue
        except NotYet as wait:
            letter.next_at, letter.last_error = wait.at, str(wait)
            continue
        if carrier.rate and not take_turn(session, *carrier.rate, machine=machine):
            break
        doubtful = letter.state == "unknown" or letter.lease_until is not None
        letter.lease_until, letter.lease_by = machine + (carrier.lease or lease), worker
        letter.tries += 1
        taken.append(Claimed(letter.id, letter.kind, parcel, doubtful, letter.created_at))
    return taken


def _prepare(session: Session, letter: Letter, carrier: Carrier, now: datetime) -> Any:
    doubtful = letter.state == "unknown" or letter.lease_until is not None
    if letter.not_after and now > letter.not_after and not doubtful:
        raise Moot("too late to be useful")
    return carrier.kind.prepare(session, letter, now)


def settle(
    session: Session, claimed: Claimed, receipt: Any, carrier: Carrier, *, now: datetime
) -> None:
    """The vendor has it: note the receipt and what follows, together."""
    letter = session.get_one(Letter, claimed.letter_id, with_for_update=True)
    if letter.state == "sent":
        return
    letter.remote_id = getattr(receipt, "remote_id", None)
    _finish(letter, "sent", now)
    carrier.kind.settle(session, letter, receipt, now)


def try_later(
    session: Session,
    claimed: Claimed,
    carrier: Carrier,
    reason: str,
    *,
    now: datetime,
    after: float | None = None,
    doubtful: bool = False,
) -> None:
    """Back off, honouring the vendor's Retry-After; give up only where the kind says so."""
    letter = session.get_one(Letter, claimed.letter_id, with_for_update=True)
    if letter.state == "sent":
        return
    if doubtful:
        letter.state = "unknown"
    limit = carrier.kind.give_up_after
    if limit is not None and letter.tries >= limit and letter.state != "unknown":
        refuse(session, claimed, carrier, "gave_up", reason, now=now)
        return
    letter.next_at = now + _wait(letter.tries, carrier.longest_wait, after)
    letter.last_error = reason
    letter.lease_until = letter.lease_by = None


def _wait(tries: int, longest: timedelta, after: float | None) -> timedelta:
    doubling = min(timedelta(seconds=2 ** min(tries - 1, 12)), longest)
    return max(doubling * random.uniform(0.8, 1.2), timedelta(seconds=after or 0))


def refuse(
    session: Session, claimed: Claimed, carrier: Carrier, code: str, reason: str, *, now: datetime
) -> None:
    """The vendor will never take it: a dead letter, listed for a person."""
    letter = session.get_one(Letter, claimed.letter_id, with_for_update=True)
    _finish(letter, "dead", now, error=reason)
    carrier.kind.refused(session, letter, code, now)


def _finish(letter: Letter, state: str, now: datetime, error: str | None = None) -> None:
    letter.state, letter.done_at = state, now
    letter.last_error = error
    letter.lease_until = letter.lease_by = None
