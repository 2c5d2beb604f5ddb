"""Letting people in: passwords, slowing down guesses, sessions that end."""

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from argon2.exceptions import VerifyMismatchError
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from gateway.console.people import HASHER
from gateway.console.tables import FailedSignIn, Person, SignIn
from gateway.settings import Settings

WINDOW = timedelta(minutes=15)
TRIES_PER_NAME = 5  # of one user name from one address
TRIES_PER_NAME_ANYWHERE = 25
TRIES_PER_ADDRESS = 40  # a whole clinic may share one address
SEEN_EVERY = timedelta(seconds=30)  # a click writes at most this often
NOBODY = HASHER.hash(secrets.token_hex(16))  # an unknown name takes as long as a wrong password
_at_once = threading.Semaphore(4)  # each check takes 64 MiB: a flood must not take the machine


class TurnedAway(StrEnum):
    """Why somebody was not let in, as the page says it."""

    WRONG = "The user name or the password is not right."
    THROTTLED = "Too many tries. Please wait 15 minutes, or ask your operator."
    SANDBOX = "This is a practice account. It cannot be used in the real clinic."
    STALE = "This page was open for too long. Please try again."


@dataclass(frozen=True)
class Attempt:
    """One try to sign in, written down before the password is looked at."""

    id: str
    person: Person | None


def attempt(
    session: Session, username: str, address: str, *, now: datetime
) -> Attempt | TurnedAway:
    """Count the try first, so that a hundred tries at once are a hundred tries."""
    username = username.strip().lower()
    person = session.scalar(
        select(Person).where(Person.username == username, Person.active.is_(True))
    )
    # A name nobody has may be a password typed into the wrong box: only its hash is kept.
    name = person.username if person else "#" + _hash(username)[:16]
    session.execute(delete(FailedSignIn).where(FailedSignIn.at < now - 2 * WINDOW))
    by_name = FailedSignIn.username == name
    here = FailedSignIn.address == address
    if (
        _recent(session, now, by_name, here) >= TRIES_PER_NAME
        or _recent(session, now, by_name) >= TRIES_PER_NAME_ANYWHERE
        or _recent(session, now, here) >= TRIES_PER_ADDRESS
    ):
        return TurnedAway.THROTTLED
    row = FailedSignIn(username=name, address=address, at=now)
    session.add(row)
    session.flush()
    return Attempt(row.id, person)


def _recent(session: Session, now: datetime, *which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(FailedSignIn).where(FailedSignIn.at > now - WINDOW)
    return session.scalar(query.where(*which)) or 0


def check(tried: Attempt, password: str, settings: Settings) -> TurnedAway | None:
    """None when the password is right. Slow on purpose: never call it inside a transaction."""
    known = tried.person.password_hash if tried.person else NOBODY
    try:
        with _at_once:
            HASHER.verify(known, password)
    except VerifyMismatchError:
        return TurnedAway.WRONG
    if tried.person is None:
        return TurnedAway.WRONG
    if tried.person.sandbox and settings.production:
        return TurnedAway.SANDBOX
    return None


def begin(
    session: Session, person: Person, address: str, settings: Settings, *, now: datetime
) -> str:
    """Open a session; the answer is the cookie's token, of which only a hash is kept."""
    session.execute(
        delete(FailedSignIn).where(
            FailedSignIn.username == person.username, FailedSignIn.address == address
        )
    )
    session.execute(delete(SignIn).where(SignIn.expires_at < now))
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=_hash(token),
            person_id=person.id,
            csrf=secrets.token_urlsafe(24),
            signed_in_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=settings.session_hours),
        )
    )
    return token


def recognise(
    session: Session, token: str, settings: Settings, *, now: datetime
) -> tuple[SignIn, Person] | None:
    """Who holds this token; None when it is unknown, too old, or nobody clicked for too long."""
    found = session.execute(
        select(SignIn, Person)
        .join(Person, Person.id == SignIn.person_id)
        .where(SignIn.token_hash == _hash(token), Person.active.is_(True))
    ).first()
    if not found:
        return None
    sign_in, person = found
    idle = timedelta(minutes=settings.idle_minutes)
    if now >= sign_in.expires_at or now >= sign_in.seen_at + idle:
        return None
    return None if person.sandbox and settings.production else (sign_in, person)


def end(session: Session, token: str) -> None:
    session.execute(delete(SignIn).where(SignIn.token_hash == _hash(token)))


def same(one: str, other: str) -> bool:
    """Equal, compared in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
