"""Who may sign in, and what each role may see and do."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gateway import journal
from gateway.console.tables import Person, SignIn
from gateway.errors import ClinicError
from gateway.settings import Settings

HASHER = PasswordHasher()  # argon2id with the library's parameters (RFC 9106, low memory)
SHORTEST_PASSWORD = 12


class Right(StrEnum):
    """One thing a person may see or do."""

    SEE = "see patients"
    ASK = "ask a patient now"
    WRITE = "write to a patient"
    TASKS = "work on tasks"
    ACKNOWLEDGE = "acknowledge a case"
    CLOSE = "close a case"
    CLOSE_CRITICAL = "close a critical case"
    LETTERS = "retry what could not be delivered"
    CLEAR = "clear a red banner"


CARE = {Right.SEE, Right.ASK, Right.WRITE, Right.TASKS, Right.ACKNOWLEDGE, Right.CLOSE, Right.CLEAR}
RIGHTS: Mapping[str, frozenset[Right]] = {
    "clinician": frozenset(CARE | {Right.CLOSE_CRITICAL}),
    "care_manager": frozenset(CARE),
    # Least privilege: these three have no page with a patient on it until their work needs one.
    "billing": frozenset(),
    "nlu": frozenset(),
    "operator": frozenset({Right.LETTERS, Right.CLEAR}),
}
ROLE_WORDS = {
    "clinician": "Clinician",
    "care_manager": "Care manager",
    "billing": "Billing",
    "nlu": "Language team",
    "operator": "Operator",
}
SANDBOX_PEOPLE = (
    ("nurse", "Elena Ruiz", "care_manager", "RN"),
    ("clinician", "Amara Okafor", "clinician", "NP"),
    ("operator", "Sam Whitfield", "operator", ""),
)


class PersonRefused(ClinicError):
    status = 422
    code = "person_refused"
    next_step = "Correct what was entered and try again; nobody was added."


def add(
    session: Session,
    username: str,
    name: str,
    role: str,
    password: str,
    *,
    now: datetime,
    credential: str = "",
    sandbox: bool = False,
) -> Person:
    """Give someone a sign-in. `role` is a key of RIGHTS; the password is kept as argon2id only.

    Raises:
        PersonRefused: the user name is taken, the role unknown or the password too short.
    """
    username = username.strip().lower()
    if role not in RIGHTS:
        raise PersonRefused(f"There is no role {role!r}; the roles are {', '.join(RIGHTS)}.")
    if not username or session.scalar(select(Person).where(Person.username == username)):
        raise PersonRefused(f"The user name {username!r} is taken or empty.")
    if len(password) < SHORTEST_PASSWORD:
        raise PersonRefused(f"A password has at least {SHORTEST_PASSWORD} characters.")
    person = Person(
        username=username,
        name=name,
        role=role,
        credential=credential,
        sandbox=sandbox,
        password_hash=HASHER.hash(password),
    )
    session.add(person)
    session.flush()
    journal.write(session, "person_added", person.id, now=now, role=role)
    return person


def retire(session: Session, person: Person, *, by: str, now: datetime) -> None:
    """Someone has left: no sign-in any more, and whatever is open on a screen ends."""
    person.active = False
    session.execute(delete(SignIn).where(SignIn.person_id == person.id))
    journal.write(session, "person_retired", person.id, by=by, now=now)


def seed_sandbox(session: Session, settings: Settings, now: datetime) -> None:
    """The sandbox's people, with the password that `make up` prints. Production has none."""
    if settings.production:
        return
    password = settings.sandbox_password.get_secret_value()
    known = {person.username: person for person in session.scalars(select(Person))}
    for username, name, role, credential in SANDBOX_PEOPLE:
        if username not in known:
            add(session, username, name, role, password,
                now=now, credential=credential, sandbox=True)  # fmt: skip
        elif known[username].sandbox and not _opens(known[username], password):
            known[username].password_hash = HASHER.hash(password)


def _opens(person: Person, password: str) -> bool:
    try:
        return HASHER.verify(person.password_hash, password)
    except VerificationError:
        return False


def signature(person: Person) -> str:
    """How a person is named in the room, e.g. "Elena Ruiz, RN"."""
    return f"{person.name}, {person.credential}" if person.credential else person.name
