"""Carrying letters: claim with a lease, prepare, send, settle; each letter by itself.

At least once outward: a worker killed between a vendor's effect and our note of it leaves a lease
that ends. The letter is then *unknown*, and is looked up at the vendor before it is sent again.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Select, bindparam, literal, or_, select, update
from sqlalchemy.orm import Session

from gateway.db import table_of, touched
from gateway.outbox.letters import Kind, Moot, NotYet
from gateway.outbox.rate import take_turn
from gateway.outbox.tables import Letter

log = structlog.get_logger()


@dataclass(frozen=True)
class Carrier:
    """A kind of letter joined with the vendor that carries it.

    `find` looks up a parcel that may already have arrived (None: not there); None when repeating
    is harmless because the vendor de-duplicates. `rate` is (sender, letters a second). `lease`
    replaces the worker's own for a carrier that needs longer. The vendor may ask for a pause, but
    for none longer than `longest_asked`.
    """

    kind: Kind
    carry: Callable[[Any], Any]
    find: Callable[[Any, datetime], Any | None] | None = None
    rate: tuple[str, float] | None = None
    longest_wait: timedelta = timedelta(minutes=15)
    longest_asked: timedelta = timedelta(hours=1)
    lease: timedelta | None = None


@dataclass(frozen=True)
class Claimed:
    """A letter in hand, as it was when claimed: `doubtful` when an earlier try may have had its
    effect. `lease_until` tells this claim from a later one, by which it is in other hands.
    """

    letter: Letter
    parcel: Any
    doubtful: bool
    lease_until: datetime | None


_UNLEASED = or_(Letter.lease_until.is_(None), Letter.lease_until < bindparam("machine"))
_DUE = (
    select(Letter)
    .where(Letter.lane == bindparam("lane"), Letter.state.in_(("todo", "unknown")))
    .where(Letter.next_at <= bindparam("now"), _UNLEASED)
)
"""Built once: every lane looks four times a second, and building costs more than looking."""
_LOOK = _DUE.with_only_columns(Letter.id).limit(1)
_TAKE = (
    _DUE.order_by(Letter.urgent.desc(), Letter.next_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_letters = table_of(Letter)
_SENT = (
    update(_letters)
    .where(_letters.c.id == bindparam("letter_id"), _letters.c.state != "sent")
    .values(state="sent", remote_id=bindparam("remote"), done_at=bindparam("at"))
    .values(last_error=None, lease_until=None, lease_by=None)
)


def look(lane: str) -> Select[Any]:
    """Finds something exactly when a letter of the lane may be carried at `now` and `machine`."""
    of_lane = Letter.lane == literal(lane)
    unsent = Letter.state.in_(("todo", "unknown")), Letter.next_at <= bindparam("now")
    return select(Letter.id).where(of_lane, *unsent, _UNLEASED)


def due(session: Session, lane: str, now: datetime, machine: datetime) -> bool:
    """Whether a letter of the lane may be carried now."""
    told = {"lane": lane, "now": now, "machine": machine}
    return session.scalar(_LOOK, told) is not None


def claim(
    session: Session,
    lane: str,
    carriers: Mapping[str, Carrier],
    limit: int,
    *,
    worker: str,
    lease: timedelta,
    now: datetime,
    machine: datetime,
) -> list[Claimed]:
    """Take up to `limit` letters, leaving out those that have become moot or must wait.

    The most urgent first. One that cannot be prepared waits too: it must not hold up the others.
    """
    told = {"lane": lane, "now": now, "machine": machine, "most": limit}
    letters = session.scalars(_TAKE, told).all()
    for letter in letters:
        if letter.lease_until is not None:
            letter.state = "unknown"  # its worker died: in doubt until the vendor has been asked
    taken = []
    for letter, (carrier, parcel) in _all_ready(session, letters, carriers, now):
        if carrier.rate and not take_turn(session, *carrier.rate, machine=machine):
            break
        until = machine + (carrier.lease or lease)
        letter.lease_until, letter.lease_by = until, worker
        letter.tries += 1
        taken.append(Claimed(letter, parcel, letter.state == "unknown", until))
    return taken


Ready = tuple[Carrier, Any]


def _all_ready(
    session: Session, letters: Sequence[Letter], carriers: Mapping[str, Carrier], now: datetime
) -> list[tuple[Letter, Ready]]:
    """Those that may leave. Prepared in one savepoint; if one fails, each anew in its own."""
    try:
        with session.begin_nested():
            held = _gather(session, letters, carriers)
            found = [(one, _prepare(session, one, carriers[one.kind], now)) for one in letters]
            del held
    except Exception:  # whose fault it is shows when they are prepared one by one
        found = [(one, _ready(session, one, carriers, now)) for one in letters]
    return [(letter, ready) for letter, ready in found if ready]


def _gather(
    session: Session, letters: Sequence[Letter], carriers: Mapping[str, Carrier]
) -> list[Sequence[Any]]:
    """What the letters will be prepared from; a session forgets rows that nobody holds."""
    kinds = {letter.kind for letter in letters}
    return [
        gather(session, [letter for letter in letters if letter.kind == kind])
        for kind in kinds
        if (gather := carriers[kind].kind.gather)
    ]


def _ready(
    session: Session, letter: Letter, carriers: Mapping[str, Carrier], now: datetime
) -> Ready | None:
    try:
        with session.begin_nested():
            return _prepare(session, letter, carriers[letter.kind], now)
    except Exception as error:  # shown to an operator like every letter that was tried in vain
        log.exception("letter_not_prepared", letter_id=letter.id, kind=letter.kind)
        letter.tries += 1
        letter.next_at = now + _wait(letter.tries, timedelta(minutes=1))
        letter.last_error = type(error).__name__
    return None


def _prepare(session: Session, letter: Letter, carrier: Carrier, now: datetime) -> Ready | None:
    try:
        if letter.not_after and now > letter.not_after and letter.state != "unknown":
            raise Moot("too late to be useful")
        return carrier, carrier.kind.prepare(session, letter, now)
    except Moot as moot:
        _finish(letter, "moot", now, error=str(moot))
    except NotYet as wait:
        letter.next_at, letter.last_error = wait.at, str(wait)
    return None


def settle(
    session: Session, claimed: Claimed, receipt: Any, carrier: Carrier, *, now: datetime
) -> None:
    """The vendor has it: note the receipt and what follows, together."""
    letter = claimed.letter
    told = {"letter_id": letter.id, "remote": getattr(receipt, "remote_id", None), "at": now}
    if touched(session, _SENT, told):
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
    alarm: bool = False,
) -> None:
    """Back off, honouring the vendor's Retry-After; give up only where the kind says so."""
    letter = _in_hand(session, claimed)
    if letter is None:
        return
    if alarm and carrier.kind.alarmed:
        carrier.kind.alarmed(session, letter, reason, now)
    if doubtful:
        letter.state = "unknown"
    limit = carrier.kind.give_up_after
    if limit is not None and letter.tries >= limit and letter.state != "unknown":
        refuse(session, claimed, carrier, "gave_up", reason, now=now)
        return
    asked = min(timedelta(seconds=after or 0), carrier.longest_asked)
    letter.next_at = now + max(_wait(letter.tries, carrier.longest_wait), asked)
    letter.last_error = reason
    letter.lease_until = letter.lease_by = None


def _in_hand(session: Session, claimed: Claimed) -> Letter | None:
    """The letter, locked; None when it has arrived, or another worker has claimed it since."""
    letter = session.get_one(Letter, claimed.letter.id, with_for_update=True)
    if letter.state == "sent" or letter.lease_until != claimed.lease_until:
        return None
    return letter


def _wait(tries: int, longest: timedelta) -> timedelta:
    return min(timedelta(seconds=2 ** min(tries - 1, 12)), longest) * random.uniform(0.8, 1.2)


def refuse(
    session: Session, claimed: Claimed, carrier: Carrier, code: str, reason: str, *, now: datetime
) -> None:
    """The vendor will never take it: a dead letter, listed for a person."""
    if letter := _in_hand(session, claimed):
        _finish(letter, "dead", now, error=reason)
        carrier.kind.refused(session, letter, code, now)


def _finish(letter: Letter, state: str, now: datetime, error: str | None = None) -> None:
    letter.state, letter.done_at = state, now
    letter.last_error = error
    letter.lease_until = letter.lease_by = None
