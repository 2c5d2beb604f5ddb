"""Who is asking: every page but the sign-in begins here."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Request
from sqlalchemy import update

from gateway.clock import machine_now
from gateway.console import admission
from gateway.console.people import RIGHTS, Right, signature
from gateway.console.refusals import Forged, NotAllowed, NotSignedIn
from gateway.console.room import Room
from gateway.console.tables import SignIn
from gateway.settings import Settings


@dataclass(frozen=True)
class Visitor:
    """A signed-in person, and the token each of her forms must carry."""

    id: str
    username: str
    name: str
    role: str
    csrf: str

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]

    def must(self, right: Right) -> None:
        """Raises NotAllowed unless her role has the right."""
        if not self.may(right):
            raise NotAllowed(right)


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this very host; browsers take it over https only."""
    return "__Host-promotora" if https(settings) else "promotora"


def https(settings: Settings) -> bool:
    return settings.public_base_url.startswith("https:")


def watching(request: Request, room: Room) -> Visitor:
    """Signed in, asked by the page itself every few seconds: that is no click."""
    return _visitor(request, room, click=False)


def signed_in(request: Request, room: Room) -> Visitor:
    """Signed in, asked by a person's click."""
    return _visitor(request, room, click=True)


def _visitor(request: Request, room: Room, *, click: bool) -> Visitor:
    # Machine time: a rehearsal that moves care time by a day must not sign everybody out.
    now = machine_now()
    token = request.cookies.get(cookie_name(room.settings), "")
    with room.db.reading() as session:
        found = admission.recognise(session, token, room.settings, now=now) if token else None
    if not found:
        raise NotSignedIn(had_cookie=bool(token))
    sign_in, person = found
    if click and now - sign_in.seen_at > admission.SEEN_EVERY:
        with room.db.transaction() as session:
            mine = SignIn.token_hash == sign_in.token_hash
            session.execute(update(SignIn).where(mine).values(seen_at=now))
    return Visitor(person.id, person.username, signature(person), person.role, sign_in.csrf)


Watching = Annotated[Visitor, Depends(watching)]
SignedIn = Annotated[Visitor, Depends(signed_in)]
FormToken = Annotated[str, Form()]


def acting(visitor: SignedIn, csrf: FormToken = "") -> Visitor:
    """Signed in, and the form is one this room gave her."""
    return _genuine(visitor, csrf)


def searching(visitor: Watching, csrf: FormToken = "") -> Visitor:
    """As `acting`, for the search that runs while she types."""
    return _genuine(visitor, csrf)


def _genuine(visitor: Visitor, csrf: str) -> Visitor:
    if not admission.same(csrf, visitor.csrf):
        raise Forged
    return visitor


Acting = Annotated[Visitor, Depends(acting)]
Searching = Annotated[Visitor, Depends(searching)]
