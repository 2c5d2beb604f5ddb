"""Where the chart's resources are kept."""

import json
from typing import Any

from sandbox.clock import iso
from sandbox.oracle_health.build import resources
from sandbox.oracle_health.panel import panel
from sandbox.store import Row, Store

Resource = dict[str, Any]


def furnish(store: Store, *, now: float) -> None:
    """Put the panel on an empty shelf: at the first start, and after a reset."""
    if store.value("select count(*) from resources where type = 'Patient'"):
        return
    with store.transaction():
        for person in panel():
            for resource, seen in resources(person, now=now):
                put(store, resource, person.id, seen=seen, now=min(seen, now))


def put(store: Store, resource: Resource, patient: str, *, seen: float, now: float) -> None:
    """Keep a resource; `seen` is the moment it is about, `now` when it was last changed."""
    body = {**resource, "meta": {"versionId": "1", "lastUpdated": iso(now)}}
    store.insert(
        "resources", id=resource["id"], type=resource["resourceType"], patient=patient,
        seen=seen, updated=now, body=json.dumps(body),
    )  # fmt: skip


def get(store: Store, kind: str, of: str) -> Resource | None:
    text = store.value("select body from resources where type = ? and id = ?", kind, of)
    return json.loads(text) if text else None


def rows(store: Store, kind: str, *, patient: str | None = None) -> list[Row]:
    """Of one type, newest first; of one patient or of everybody."""
    if patient is None:
        return store.all("select * from resources where type = ? order by seen desc, id", kind)
    return store.all(
        "select * from resources where type = ? and patient = ? order by seen desc, id",
        kind, patient,
    )  # fmt: skip
