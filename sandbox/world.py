"""Everything a vendor's face needs: settings, memory, clock, faults, jobs and the way out."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.gateway import Gateway
from sandbox.jobs import Jobs
from sandbox.settings import Settings
from sandbox.store import Store


@dataclass(frozen=True)
class World:
    """One per process; made by `create_app`, handed to every route."""

    settings: Settings
    store: Store
    clock: Clock
    faults: Faults
    jobs: Jobs
    gateway: Gateway


def make_world(settings: Settings) -> World:
    store = Store(settings.sandbox_db)
    clock = Clock(store)
    jobs = Jobs(store, clock)
    faults = Faults(store, clock)
    jobs.held = faults.down_until
    return World(settings, store, clock, faults, jobs, Gateway(settings))


def world_of(request: Request) -> World:
    world: World = request.app.state.world
    return world


TheWorld = Annotated[World, Depends(world_of)]
