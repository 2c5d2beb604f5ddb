"""Filing a note: what the chart demands of a DocumentReference, and what it keeps of it."""

import base64
import binascii
import re
import uuid
from typing import Any
from xml.etree import ElementTree

from sandbox.clock import iso, parsed
from sandbox.oracle_health.refused import Refused
from sandbox.oracle_health.shelf import get, put
from sandbox.store import Store

Resource = dict[str, Any]
LOINC = "http://loinc.org"
LOINC_CODE = re.compile(r"\d{1,5}-\d$")
TYPES = {"application/pdf", "text/plain", "text/richtext", "text/rtf", "text/html",
         "application/xml", "application/xhtml+xml"}  # fmt: skip
NOTE_CATEGORY = {
    "system": "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
    "code": "clinical-note",
}


def rule(text: str) -> Refused:
    return Refused(422, "business-rule", text)


def file(store: Store, body: Any, *, tenant: str, base: str, now: float) -> Resource:
    """Check and keep a note. There is no conditional create: asking twice files twice."""
    if not isinstance(body, dict) or body.get("resourceType") != "DocumentReference":
        raise Refused(400, "structure", "The body must be a DocumentReference")
    _check(store, body, tenant)
    attachment = body["content"][0]["attachment"]
    patient = body["subject"]["reference"].removeprefix("Patient/")
    of = str(
        (store.value("select count(*) from resources where type = ?", "Binary") or 0) + 7_100_001
    )
    date = str(body.get("date") or iso(now))
    binary = {"resourceType": "Binary", "id": f"TR-{of}-{uuid.uuid4().hex[:8]}",
              "contentType": attachment["contentType"], "data": attachment["data"]}  # fmt: skip
    shown = {name: attachment[name] for name in ("contentType", "title", "creation")
             if name in attachment}  # fmt: skip
    kept = {name: body[name] for name in ("status", "docStatus", "type", "subject", "author",
                                          "authenticator", "context") if name in body}  # fmt: skip
    note = {
        "resourceType": "DocumentReference",
        "id": of,
        **kept,
        "category": body.get("category") or [{"coding": [NOTE_CATEGORY]}],
        "date": date,
        # As the vendor does: the words are behind Binary, the title stays visible.
        "content": [{"attachment": {**shown, "url": f"{base}/Binary/{binary['id']}"}}],
    }
    put(store, binary, patient, seen=parsed(date), now=now)
    put(store, note, patient, seen=parsed(date), now=now)
    return note


def _check(store: Store, body: Resource, tenant: str) -> None:
    if "implicitRules" in body:
        raise Refused(422, "not-supported", "implicitRules is not supported")
    if "modifierExtension" in body:
        raise Refused(422, "extension", "modifierExtension is not supported")
    if body.get("status") != "current":
        raise rule("status must be current")
    if body.get("docStatus") not in ("final", "amended"):
        raise rule("docStatus must be final or amended")
    _check_type(body.get("type"), tenant)
    subject = _reference(body.get("subject"))
    if not subject.startswith("Patient/") or not get(store, "Patient", subject[8:]):
        raise rule("subject must be a known Patient/{id}")
    people = [*_list(body, "author"), *([body["authenticator"]] if "authenticator" in body else [])]
    if not all(_reference(one).startswith("Practitioner/") for one in people):
        raise rule("author and authenticator must be Practitioner/{id}")
    if "date" in body:
        _time(body["date"], "date")
    _check_content(body.get("content"))
    _check_context(body.get("context"))


def _reference(one: Any) -> str:
    return str(one.get("reference", "")) if isinstance(one, dict) else ""


def _list(body: Resource, name: str) -> list[Any]:
    value = body.get(name, [])
    if not isinstance(value, list):
        raise rule(f"{name} must be a list")
    return value


def _check_type(concept: Any, tenant: str) -> None:
    codings = concept.get("coding") if isinstance(concept, dict) else None
    if not isinstance(codings, list) or not codings:
        raise rule("type.coding is required")
    systems = {coding.get("system") for coding in codings if isinstance(coding, dict)}
    if systems == {LOINC}:
        if not all(LOINC_CODE.match(str(coding.get("code", ""))) for coding in codings):
            raise rule("type has a code that is not LOINC")
    elif systems != {f"https://fhir.cerner.com/{tenant}/codeSet/72"} or len(codings) != 1:
        raise rule("type must be LOINC, or exactly one coding of code set 72, never both")


def _check_content(content: Any) -> None:
    if not isinstance(content, list) or len(content) != 1:
        raise rule("content must have exactly one item")
    attachment = content[0].get("attachment") if isinstance(content[0], dict) else None
    if not isinstance(attachment, dict):
        raise rule("content.attachment is required")
    kind, _, charset = str(attachment.get("contentType", "")).partition(";")
    if kind not in TYPES:
        raise rule("content.attachment.contentType is not supported")
    if kind != "application/pdf" and charset.strip().lower() != "charset=utf-8":
        raise rule("content.attachment.contentType must name charset=utf-8")
    if "creation" in attachment:
        _time(attachment["creation"], "content.attachment.creation")
    words = decoded(attachment.get("data"))
    if kind == "application/xhtml+xml":
        _check_xhtml(words)


def decoded(data: Any) -> bytes:
    try:
        words = base64.b64decode(str(data or ""), validate=True)
    except binascii.Error:
        raise rule("content.attachment.data must be base64") from None
    if not words:
        raise rule("content.attachment.data is required")
    return words


def _check_xhtml(words: bytes) -> None:
    if b"<!ENTITY" in words:
        raise rule("XHTML must not declare entities")
    try:
        ElementTree.fromstring(words)
    except ElementTree.ParseError as wrong:
        raise rule(f"content is not well-formed XHTML: {wrong}") from wrong


def _check_context(context: Any) -> None:
    period = context.get("period") if isinstance(context, dict) else None
    if not isinstance(period, dict) or "end" not in period:
        raise rule("context.period.end is required")
    end = _time(period["end"], "context.period.end")
    if "start" in period and _time(period["start"], "context.period.start") > end:
        raise rule("context.period.start must not be after its end")
    if len(context.get("encounter", [])) > 1:
        raise rule("context.encounter may be given at most once")


def _time(value: Any, name: str) -> float:
    try:
        if not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", str(value)):
            raise ValueError
        return parsed(str(value))
    except ValueError:
        raise rule(f"{name} must carry a date, a time and a zone") from None
