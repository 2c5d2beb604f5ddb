"""FHIR R4 resources, read into the clinic's words."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from gateway.vendors.ehr.port import CarePlan, ChartPatient, ChartValue, Medication
from gateway.vendors.numbers import e164

Resource = Mapping[str, Any]

# Oracle names languages by BCP-47 or by its own code set 36, whose words are all we can read.
LANGUAGES = {"english": "en", "eng": "en", "spanish": "es", "spa": "es", "español": "es"}
OVER = {"inactive", "remission", "resolved"}
NOT_TRUE = {"entered-in-error", "refuted"}


def patient(resource: Resource, conditions: tuple[str, ...]) -> ChartPatient:
    """A Patient and her problems. A combined record (`replaced-by`) counts as inactive."""
    name = _preferred(resource.get("name"), ("official", "usual", ""))
    replaced = any(link.get("type") == "replaced-by" for link in resource.get("link") or [])
    deceased = resource.get("deceasedBoolean") is True or bool(resource.get("deceasedDateTime"))
    return ChartPatient(
        fhir_id=str(resource["id"]),
        given=str(next(iter(name.get("given") or []), "")),
        family=str(name.get("family") or ""),
        phone=_phone(resource),
        language=_language(resource),
        birth_date=_date(resource.get("birthDate")),
        timezone=_timezone(resource),
        conditions=conditions,
        active=resource.get("active") is not False and not replaced,
        deceased=deceased,
    )


def problems(conditions: list[dict[str, Any]]) -> tuple[str, ...]:
    """The active problems of a list of Conditions, every coding as "system|code"."""
    found: dict[str, None] = {}
    for condition in conditions:
        if _codes(condition.get("clinicalStatus")) & OVER:
            continue
        if _codes(condition.get("verificationStatus")) & NOT_TRUE:
            continue
        for coding in (condition.get("code") or {}).get("coding") or []:
            if coding.get("code"):
                found[f"{coding.get('system', '')}|{coding['code']}"] = None
    return tuple(found)


def values(observation: Resource) -> Iterator[ChartValue]:
    """The numbers of an Observation: its own and its components'. None when it was a mistake."""
    if observation.get("status") in ("entered-in-error", "cancelled"):
        return
    taken = moment(
        observation.get("effectiveDateTime")
        or (observation.get("effectivePeriod") or {}).get("start")
    )
    if taken is None:
        return
    for part in (observation, *(observation.get("component") or [])):
        quantity = part.get("valueQuantity") or {}
        codings = (part.get("code") or {}).get("coding") or []
        loinc = [str(c["code"]) for c in codings if c.get("system") == "http://loinc.org"]
        if loinc and isinstance(quantity.get("value"), (int, float)):
            yield ChartValue(
                fhir_id=str(observation["id"]),
                loinc=loinc[0],
                value=float(quantity["value"]),
                unit=str(quantity.get("code") or quantity.get("unit") or ""),
                at=taken,
            )


def care_plan(resource: Resource) -> CarePlan:
    """Oracle keeps the whole plan in text.div; the tags are taken out."""
    return CarePlan(
        fhir_id=str(resource["id"]),
        status=str(resource.get("status") or ""),
        title=str(resource.get("title") or ""),
        text=_words((resource.get("text") or {}).get("div")),
    )


def medication(resource: Resource) -> Medication:
    """A MedicationRequest: the name as ordered and the sig as written."""
    concept = resource.get("medicationCodeableConcept") or {}
    codings = concept.get("coding") or [{}]
    reference = resource.get("medicationReference") or {}
    name = concept.get("text") or codings[0].get("display") or reference.get("display")
    dosages = resource.get("dosageInstruction") or []
    sigs = [d.get("patientInstruction") or d.get("text") for d in dosages]
    return Medication(
        fhir_id=str(resource["id"]),
        name=str(name or ""),
        dosage="; ".join(str(sig) for sig in sigs if sig),
        status=str(resource.get("status") or ""),
    )


def moment(written: Any) -> datetime | None:
    """A FHIR dateTime or instant as UTC; None without a time of day, which cannot be ordered."""
    if not isinstance(written, str) or "T" not in written:
        return None
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else None


def _preferred(things: Any, uses: tuple[str, ...], field: str = "use") -> Resource:
    """The first thing by the order of `uses`, else any; an empty one when there is none."""
    listed = [thing for thing in things or [] if isinstance(thing, dict)]
    order = {use: rank for rank, use in enumerate(uses)}
    listed.sort(key=lambda thing: order.get(str(thing.get(field) or ""), len(uses)))
    return listed[0] if listed else {}


def _phone(resource: Resource) -> str:
    """The mobile, else home, else any number that can be one; nothing marked old."""
    phones = [
        {"use": point.get("use"), "value": number}
        for point in resource.get("telecom") or []
        if point.get("system") in ("phone", "sms") and point.get("use") != "old"
        if (number := e164(str(point.get("value") or "")))
    ]
    return str(_preferred(phones, ("mobile", "home", "")).get("value") or "")


def _language(resource: Resource) -> str:
    spoken = [entry for entry in resource.get("communication") or [] if isinstance(entry, dict)]
    spoken.sort(key=lambda entry: entry.get("preferred") is not True)
    if len(spoken) > 1 and spoken[0].get("preferred") is not True:
        return ""  # several languages and no preference: ask, do not guess
    language = spoken[0].get("language") or {} if spoken else {}
    for coding in language.get("coding") or []:
        if coding.get("system") == "urn:ietf:bcp:47" and coding.get("code"):
            return str(coding["code"]).partition("-")[0].lower()
    words = [c.get("display") for c in language.get("coding") or []] + [language.get("text")]
    known = [LANGUAGES[str(word).lower()] for word in words if str(word).lower() in LANGUAGES]
    return known[0] if known else ""


def _timezone(resource: Resource) -> str:
    """From an extension named `timezone` or `tz-code`; FHIR's Patient has no such field."""
    for extension in resource.get("extension") or []:
        if str(extension.get("url") or "").rstrip("/").endswith(("timezone", "tz-code")):
            zone = str(extension.get("valueCode") or extension.get("valueString") or "")
            try:
                return ZoneInfo(zone).key if zone else ""
            except (KeyError, ValueError, OSError):  # unknown, or no zone name at all
                return ""
    return ""


def _codes(concept: Any) -> set[str]:
    return {str(coding.get("code")) for coding in (concept or {}).get("coding") or []}


def _date(written: Any) -> date | None:
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        return None


def _words(div: Any) -> str:
    lines = re.sub(r"(?i)<(br|/p|/div|/li|/h[1-6]|/tr)[^>]*>", "\n", str(div or ""))
    text = unescape(re.sub(r"<[^>]+>", "", lines))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
