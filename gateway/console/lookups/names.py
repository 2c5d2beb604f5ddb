"""User names to the names people know each other by."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.console.people import signature
from gateway.console.tables import Person


def signatures(session: Session, usernames: Iterable[str | None]) -> dict[str, str]:
    """username -> "Elena Ruiz, RN", for those that are people of this room."""
    wanted = {name for name in usernames if name}
    if not wanted:
        return {}
    found = session.scalars(select(Person).where(Person.username.in_(wanted)))
    return {person.username: signature(person) for person in found}
