"""The chart's notes with their words decoded."""

import base64
import json
from typing import Any

from fastapi import APIRouter

from sandbox.oracle_health import shelf
from sandbox.store import Store
from sandbox.world import TheWorld

router = APIRouter(prefix="/sandbox", tags=["control"])


@router.get("/notes")
async def notes(world: TheWorld, patient: str | None = None) -> list[dict[str, Any]]:
    """DocumentReferences, oldest first, each with `text` and `filed_at`."""
    return decoded(world.store, patient)


def decoded(store: Store, patient: str | None) -> list[dict[str, Any]]:
    listed = store.all(
        "select * from resources where type = 'DocumentReference' "
        "and (? is null or patient = ?) order by updated, rowid",
        patient, patient,
    )  # fmt: skip
    return [_note(store, json.loads(row["body"])) for row in listed]


def _note(store: Store, note: dict[str, Any]) -> dict[str, Any]:
    attachment = note["content"][0]["attachment"]
    binary = shelf.get(store, "Binary", attachment["url"].rpartition("/")[2]) or {}
    words = base64.b64decode(binary.get("data", ""))
    return {
        "id": note["id"],
        "patient": note["subject"]["reference"].removeprefix("Patient/"),
        "title": attachment.get("title"),
        "content_type": attachment["contentType"],
        "text": words.decode("utf-8", "replace"),
        "date": note["date"],
        "filed_at": note["meta"]["lastUpdated"],
        "period": note["context"]["period"],
        "resource": note,
    }
