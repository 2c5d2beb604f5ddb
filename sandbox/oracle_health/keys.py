"""The gateway's public keys, fetched from its JWKS endpoint and kept as Cache-Control says."""

import json
import re
from typing import Any

from sandbox.world import World

PATH = "/.well-known/jwks.json"
ASK_AGAIN_SECONDS = 2.0  # for a kid we do not know: keys rotate before caches run out


async def keys(world: World, kid: str, *, now: float) -> list[dict[str, Any]]:
    """The keys with this id; more or fewer than one is the caller's reason to refuse."""
    kept = world.store.remembered("jwks", {"keys": [], "fresh_until": 0, "fetched": 0})
    found = _with(kept, kid)
    fresh = now < kept["fresh_until"]
    if fresh and (found or now < kept["fetched"] + ASK_AGAIN_SECONDS):
        return found
    answer = await world.gateway.get(PATH)
    if not answer.ok:
        return found  # a gateway that is away: the keys we know stay good
    try:
        listed = json.loads(answer.body)["keys"]
    except (ValueError, KeyError, TypeError):
        return found
    said = answer.headers.get("cache-control", "") if answer.headers else ""
    kept = {"keys": listed, "fresh_until": now + _max_age(said), "fetched": now}
    world.store.remember("jwks", kept)
    return _with(kept, kid)


def _with(kept: dict[str, Any], kid: str) -> list[dict[str, Any]]:
    return [key for key in kept["keys"] if isinstance(key, dict) and key.get("kid") == kid]


def _max_age(cache_control: str) -> int:
    if "no-store" in cache_control or "no-cache" in cache_control:
        return 0
    found = re.search(r"max-age=(\d+)", cache_control)
    return int(found[1]) if found else 0
