"""Health, the panel, what was asked of the vendors, and forgetting it all."""

from typing import Any

from fastapi import APIRouter

from sandbox.clock import iso
from sandbox.control.time import tell_gateway
from sandbox.oracle_health.panel import panel
from sandbox.oracle_health.shelf import furnish
from sandbox.world import TheWorld

router = APIRouter(prefix="/sandbox", tags=["control"])


@router.get("/health")
async def health() -> dict[str, bool]:
    return {"ok": True}


@router.get("/panel")
async def patients() -> list[dict[str, Any]]:
    return [person.shown() for person in panel()]


@router.get("/requests")
async def requests(
    world: TheWorld, vendor: str | None = None, limit: int = 500
) -> list[dict[str, Any]]:
    """The last requests the vendors saw, oldest first. No status: the connection was cut."""
    rows = world.store.all(
        "select * from requests where ? is null or vendor = ? order by id desc limit ?",
        vendor, vendor, limit,
    )  # fmt: skip
    names = ("vendor", "method", "path", "query", "status", "fault")
    return [{"at": iso(row["at"])} | {name: row[name] for name in names} for row in rows[::-1]]


@router.post("/reset")
async def reset(world: TheWorld) -> dict[str, bool]:
    """Forget everything but the panel; the clock goes back to the machine's."""
    moved = world.clock.offset != 0
    world.store.forget()
    world.faults.clear()
    world.clock.set(0)
    furnish(world.store, now=world.clock.now())
    if moved:
        await tell_gateway(world)
    return {"ok": True}
