"""The care team's room.

The entry point uses `router` and `install(app)`; the command line uses `people.add`,
`people.retire` and `people.seed_sandbox`. Routes find their database, clock and settings at
`request.app.state.wiring`.
"""

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles

from gateway.console import (
    alarms,
    asking,
    case,
    letters,
    nav,
    patient,
    patients,
    people,
    sign_in,
    tasks,
    trouble,
    why,
)
from gateway.console.manners import PREFIX, Manners
from gateway.console.pages import STATIC
from gateway.console.trouble import our_fault

__all__ = ["install", "our_fault", "people", "router"]

router = APIRouter(include_in_schema=False)
for part in (sign_in, nav, alarms, patients, patient, asking, case, why, tasks, letters):
    router.include_router(part.router, prefix=PREFIX)


def install(app: FastAPI) -> None:
    """The stylesheet and script, the headers on every page, and refusals in plain words."""
    app.mount(f"{PREFIX}/static", StaticFiles(directory=STATIC), name="console-static")
    app.add_middleware(Manners)
    trouble.install(app)
