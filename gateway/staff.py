"""The command `people`: who may sign in to the console. Passwords are never arguments."""

import getpass
import sys
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.clock import machine_now
from gateway.console import people
from gateway.console.tables import Person
from gateway.db import Database
from gateway.settings import Settings

USAGE = """\
python -m gateway people                                   who may sign in
python -m gateway people add USER ROLE "NAME" [CREDENTIAL]  asks for the password, or reads one line
python -m gateway people retire USER                       ends all sign-ins at once
roles: clinician, care_manager, billing, nlu, operator
"""


def run(settings: Settings, arguments: Sequence[str]) -> int:
    """Add, retire or list people; the exit code says whether it was done."""
    db = Database(settings.database_url)
    try:
        with db.transaction() as session:
            said = _act(session, arguments)
    finally:
        db.close()
    (sys.stdout if said is not None else sys.stderr).write(said if said is not None else USAGE)
    return 0 if said is not None else 2


def _act(session: Session, arguments: Sequence[str]) -> str | None:
    match list(arguments):
        case []:
            everybody = session.scalars(select(Person).order_by(Person.username))
            return "".join(_line(person) for person in everybody)
        case ["add", username, role, name, *credential] if len(credential) < 2:
            title = credential[0] if credential else ""
            password = _password(username)
            person = people.add(
                session, username, name, role, password, now=machine_now(), credential=title
            )
            return f"{person.username} may sign in as {role}.\n"
        case ["retire", username]:
            return _retire(session, username)
    return None


def _retire(session: Session, username: str) -> str:
    person = session.scalar(select(Person).where(Person.username == username))
    if person is None:
        raise people.PersonRefused(f"Nobody is called {username!r}.")
    people.retire(session, person, by="operator", now=machine_now())
    return f"{username} can no longer sign in.\n"


def _line(person: Person) -> str:
    state = "" if person.active else "  (retired)"
    return f"{person.username:16} {person.role:14} {people.signature(person)}{state}\n"


def _password(username: str) -> str:
    """Typed twice at a terminal, or one line of standard input from a secret store."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed = getpass.getpass(f"Password for {username}: ")
    if typed != getpass.getpass("Once more: "):
        raise people.PersonRefused("The two passwords differ.")
    return typed
