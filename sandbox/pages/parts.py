"""The parts of the page, each rendered alone so that a poll can swap it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.templating import Jinja2Templates

from sandbox.control.notes import decoded
from sandbox.control.on_call import shown
from sandbox.control.telephone import shown as call_shown
from sandbox.faults import MODES, VENDORS
from sandbox.oracle_health.panel import by_phone
from sandbox.pages import presenters
from sandbox.world import World

templates = Jinja2Templates(Path(__file__).parents[1] / "templates")
Context = dict[str, Any]
CLINIC_ZONE = "America/New_York"
VENDOR_NAMES = {
    "twilio": "Twilio",
    "pagerduty": "PagerDuty",
    "fhir": "Oracle Health chart",
    "auth": "Oracle Health sign-in",
}
MODE_NAMES = {
    "slow": "slow answers",
    "429": "429 too many requests",
    "500": "500 server error",
    "drop_before": "connection dropped before the effect",
    "drop_after": "connection dropped after the effect",
    "down": "down",
    "silent": "taken, and nobody told (PagerDuty)",
    "key_revoked": "key revoked (PagerDuty)",
    "callback_lost": "callback lost",
    "callback_doubled": "callback doubled",
    "callback_disordered": "callback out of order",
}


def zone_of(number: str) -> str:
    person = by_phone(number)
    return person.zone if person else CLINIC_ZONE


def phones(world: World, number: str) -> Context:
    return {"phones": presenters.phones(world.store)}


def conversation(world: World, number: str) -> Context:
    rows = world.store.all("select * from messages where phone = ? order by id", number)
    zone = zone_of(number)
    return {
        "bubbles": [presenters.bubble(row, zone) for row in rows],
        "stopped": world.store.one("select 1 from opt_outs where phone = ?", number) is not None,
    }


def telephone(world: World, number: str) -> Context:
    """The newest call of this phone, and what becomes of the next one."""
    row = world.store.one("select * from calls where phone = ? order by id desc limit 1", number)
    switched = world.store.value("select picks_up from lines where phone = ?", number)
    return {"call": call_shown(world, row) if row else None, "picks_up": switched or "rings"}


def on_call(world: World, number: str) -> Context:
    """What nobody has taken first, then the newest."""
    rows = world.store.all(
        "select * from incidents order by case status when 'triggered' then 0 "
        "when 'acknowledged' then 1 else 2 end, number desc limit 50"
    )
    listed = [shown(row) | {"at": presenters.local(row["created"], CLINIC_ZONE)} for row in rows]
    disabled = world.clock.now() < world.store.remembered("webhooks_disabled_until", 0)
    return {"incidents": listed, "webhooks_disabled": disabled}


def notes(world: World, number: str) -> Context:
    person = by_phone(number)
    listed = decoded(world.store, person.id) if person else []
    zone = zone_of(number)
    return {"notes": [presenters.note(one, zone) for one in listed[::-1]]}


def faults(world: World, number: str) -> Context:
    return {"faults": {vendor: world.faults.current(vendor) for vendor in VENDORS}}


def clock(world: World, number: str) -> Context:
    now, zone = world.clock.now(), zone_of(number)
    return {
        "clinic_time": presenters.local(now, CLINIC_ZONE),
        "local_time": presenters.local(now, zone),
        "offset_hours": world.clock.offset / 3600,
    }


PARTS: dict[str, Callable[[World, str], Context]] = {
    "phones": phones,
    "conversation": conversation,
    "telephone": telephone,
    "on_call": on_call,
    "notes": notes,
    "faults": faults,
    "clock": clock,
}


def frame(world: World, number: str) -> Context:
    """What every part may name."""
    row = world.store.one("select * from handsets where phone = ?", number)
    return {
        "number": number,
        "person": by_phone(number),
        "readable": presenters.readable(number),
        "place": presenters.place,
        "languages": presenters.LANGUAGES,
        "handset": row,
        "vendors": VENDOR_NAMES,
        "modes": {mode: MODE_NAMES[mode] for mode in MODES},
        "console": world.settings.public_base_url,
    }
