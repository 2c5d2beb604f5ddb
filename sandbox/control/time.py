"""Moving the clock of the sandbox, and with it the gateway's."""

import json
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sandbox.clock import iso
from sandbox.jobs import Job
from sandbox.world import TheWorld, World

router = APIRouter(prefix="/sandbox", tags=["control"])
PATH = "/sandbox/clock"


class Move(BaseModel):
    """Forward only: nothing in the clinic can be undone by turning a clock back."""

    advance_seconds: float = Field(ge=0)


@router.get("/clock")
async def clock(world: TheWorld) -> dict[str, Any]:
    return {"now": iso(world.clock.now()), "offset_seconds": world.clock.offset}


@router.post("/clock")
async def move(asked: Move, world: TheWorld) -> dict[str, Any]:
    world.clock.advance(asked.advance_seconds)
    world.jobs.bell.set()
    told = await tell_gateway(world)
    return await clock(world) | {"gateway": told}


async def tell_gateway(world: World) -> int | None:
    """Its answer's status; when it is away it is told as soon as it is back."""
    status = await _tell(world)
    if status is None or status >= 500:
        world.jobs.add("clock", "clock.tell", "clock", {}, due=world.clock.now() + 1)
    return status


async def tell_again(world: World, job: Job) -> float | None:
    """The job `clock.tell`."""
    status = await _tell(world)
    away = status is None or status >= 500
    return world.clock.now() + 1 if away and job.attempts < 3_600 else None


async def _tell(world: World) -> int | None:
    token = world.settings.clinical_token.get_secret_value()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"offset_seconds": world.clock.offset}).encode()
    answer = await world.gateway.post(world.gateway.private + PATH, body, headers)
    return answer.status
