"""Sign in and out."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from gateway import journal
from gateway.clock import machine_now
from gateway.console import admission
from gateway.console.admission import TurnedAway
from gateway.console.pages import go, page, told
from gateway.console.room import Room, Wiring
from gateway.console.tables import Person
from gateway.console.visitor import Acting, cookie_name, https

router = APIRouter()
DOOR = "promotora-door"  # holds the form's token until there is a session to hold it
HOME = "/console"
Field = Annotated[str, Form()]


@router.get("/sign-in")
def show(request: Request, room: Room, next: str = HOME) -> Response:  # noqa: A002
    return _form(request, room, next, note=told(request))


@router.post("/sign-in")
def sign_in(
    request: Request,
    room: Room,
    username: Field = "",
    password: Field = "",
    csrf: Field = "",
    next: Field = HOME,  # noqa: A002
) -> Response:
    """The password is checked outside any transaction: it takes long, on purpose."""
    given = request.cookies.get(DOOR, "")
    if not given or not admission.same(csrf, given):
        return _form(request, room, next, trouble=TurnedAway.STALE, status=403)
    address, now = request.client.host if request.client else "", machine_now()
    with room.db.transaction() as session:
        tried = admission.attempt(session, username, address, now=now)
    if isinstance(tried, TurnedAway):
        return _form(request, room, next, username, trouble=tried, status=429)
    if trouble := admission.check(tried, password, room.settings):
        return _form(request, room, next, username, trouble=trouble, status=401)
    assert tried.person
    return _let_in(room, tried.person, address, next)


def _let_in(room: Wiring, person: Person, address: str, where: str) -> Response:
    with room.db.transaction() as session:
        token = admission.begin(session, person, address, room.settings, now=machine_now())
        journal.write(session, "signed_in", person.id, by=person.username, now=room.clock.now())
    answer = go(_own_page(where))
    _set(answer, room, cookie_name(room.settings), token)
    answer.delete_cookie(DOOR, path="/console/sign-in")
    return answer


@router.post("/sign-out")
def sign_out(request: Request, room: Room, visitor: Acting) -> Response:
    name = cookie_name(room.settings)
    with room.db.transaction() as session:
        admission.end(session, request.cookies.get(name, ""))
        journal.write(session, "signed_out", visitor.id, by=visitor.username, now=room.clock.now())
    answer = go("/console/sign-in?done=signed-out")
    answer.delete_cookie(name, path="/", secure=https(room.settings), httponly=True)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _form(
    request: Request,
    room: Wiring,
    where: str,
    username: str = "",
    *,
    note: str = "",
    trouble: str = "",
    status: int = 200,
) -> Response:
    token = request.cookies.get(DOOR) or secrets.token_urlsafe(24)
    answer = page(
        "sign_in.html",
        status=status,
        csrf=token,
        next=_own_page(where),
        username=username,
        note=note,
        trouble=trouble,
        practice=not room.settings.production,
    )
    _set(answer, room, DOOR, token, path="/console/sign-in")
    return answer


def _set(answer: Response, room: Wiring, name: str, value: str, *, path: str = "/") -> None:
    """No lifetime: the cookie goes with the browser; the session's own end is kept here."""
    answer.set_cookie(
        name, value, path=path, httponly=True, samesite="strict", secure=https(room.settings)
    )


def _own_page(where: str) -> str:
    """Where to go after the sign-in: a page of this room, never another site."""
    plain = where.isascii() and where.isprintable() and "\\" not in where and "//" not in where
    inside = where == HOME or where.startswith((f"{HOME}/", f"{HOME}?"))
    return where if plain and inside and not where.startswith(f"{HOME}/sign-") else HOME
