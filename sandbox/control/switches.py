"""Switching faults on and off."""

from typing import Any

from fastapi import APIRouter

from sandbox.faults import VENDORS, Fault, Vendor
from sandbox.world import TheWorld

router = APIRouter(prefix="/sandbox/faults", tags=["control"])


@router.get("")
async def faults(world: TheWorld) -> dict[str, Any]:
    """The fault of each vendor; null where all is well."""
    return {vendor: world.faults.current(vendor) for vendor in VENDORS}


@router.put("/{vendor}")
async def put(vendor: Vendor, fault: Fault, world: TheWorld) -> Fault:
    return world.faults.put(vendor, fault)


@router.delete("")
async def clear_all(world: TheWorld) -> dict[str, Any]:
    world.faults.clear()
    world.jobs.bell.set()
    return await faults(world)


@router.delete("/{vendor}")
async def clear(vendor: Vendor, world: TheWorld) -> dict[str, Any]:
    world.faults.clear(vendor)
    world.jobs.bell.set()
    return await faults(world)
