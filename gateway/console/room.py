"""What every page of the console may ask for: the database, the clock, the settings."""

from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from gateway.clock import Clock
from gateway.db import Database
from gateway.settings import Settings


class Wiring(Protocol):
    """The part of `app.state.wiring` that the console needs."""

    @property
    def db(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def settings(self) -> Settings: ...


def wiring(request: Request) -> Wiring:
    return cast(Wiring, request.app.state.wiring)


Room = Annotated[Wiring, Depends(wiring)]
