"""A message as Twilio's API shows it."""

from typing import Any

from sandbox.clock import rfc2822
from sandbox.settings import Settings
from sandbox.store import Row
from sandbox.twilio.segments import segments

ERRORS = {
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30036: "Validity Period Expired",
}


def uri(settings: Settings, sid: str = "") -> str:
    base = f"/2010-04-01/Accounts/{settings.twilio_account_sid}/Messages"
    return f"{base}/{sid}.json" if sid else f"{base}.json"


def resource(settings: Settings, row: Row) -> dict[str, Any]:
    """The Message resource; a service's message has no sender and no segments at first."""
    own = uri(settings, row["sid"])
    unplaced = row["status"] in ("accepted", "scheduled")
    code = row["error_code"]
    return {
        "account_sid": settings.twilio_account_sid,
        "api_version": "2010-04-01",
        "body": row["body"],
        "date_created": rfc2822(row["created"]),
        "date_sent": rfc2822(row["sent"]),
        "date_updated": rfc2822(row["updated"]),
        "direction": row["direction"],
        "error_code": code,
        "error_message": ERRORS.get(code) if code else None,
        "from": None if unplaced else row["sender"],
        "messaging_service_sid": row["service"],
        "num_media": str(row["media"]),
        "num_segments": "0" if unplaced else str(segments(row["words"])),
        "price": None,
        "price_unit": "USD",
        "sid": row["sid"],
        "status": row["status"],
        "subresource_uris": {"media": own.replace(".json", "/Media.json")},
        "to": row["recipient"],
        "uri": own,
    }
