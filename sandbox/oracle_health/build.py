"""The panel as FHIR R4 resources."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sandbox.clock import iso, moment
from sandbox.oracle_health.observations import observations
from sandbox.oracle_health.panel import Person, catalogue

Resource = dict[str, Any]
DAY = timedelta(days=1).total_seconds()
TIME_ZONE = "http://hl7.org/fhir/StructureDefinition/timezone"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
US_CORE = "http://hl7.org/fhir/us/core"


def resources(person: Person, *, now: float) -> Iterator[tuple[Resource, float]]:
    """Everything the chart knows of a person, with the moment each is about."""
    yield patient(person), now - 400 * DAY
    listed = [*person.conditions, *person.past]
    for number, name in enumerate(listed):
        yield condition(person, name, number), now - (900 - 40 * number) * DAY
    if person.duplicate:  # the same problem entered twice: charts are like that
        yield condition(person, person.duplicate, len(listed), snomed_only=True), now - 200 * DAY
    for number, name in enumerate(person.takes):
        since = now - (300 - 10 * number) * DAY
        yield medication(person, name, number, since=since), since
    yield care_plan(person, since=now - 90 * DAY), now - 90 * DAY
    yield from observations(person, now=now)


def patient(person: Person) -> Resource:
    language = {"es": ("es", "Spanish"), "en": ("en", "English")}[person.language]
    return {
        "resourceType": "Patient",
        "id": person.id,
        "extension": [{"url": TIME_ZONE, "valueCode": person.zone}],
        "identifier": [
            {"use": "usual", "system": "urn:oid:1.2.3.4.5.6", "value": f"MRN{person.id}",
             "type": {"text": "MRN"}}
        ],
        "active": True,
        "name": [{"use": "official", "text": person.name, "family": person.family,
                  "given": person.given.split()}],
        "telecom": _telecom(person),
        "gender": person.gender,
        "birthDate": person.born,
        "address": [{"use": "home", "city": person.city, "state": person.state,
                     "postalCode": person.postal, "country": "US"}],
        "communication": [
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": language[0],
                                      "display": language[1]}], "text": language[1]},
             "preferred": True}
        ],
    }  # fmt: skip


def _telecom(person: Person) -> list[Resource]:
    """As charts write numbers: bare digits or with brackets, and a landline beside the mobile."""
    digits = person.phone.removeprefix("+1")
    written = digits if int(digits) % 2 else f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    mobile = {"system": "phone", "value": written, "use": "mobile", "rank": 1}
    if not person.home:
        return [mobile]
    home = {"system": "phone", "value": person.home.removeprefix("+1"), "use": "home", "rank": 2}
    return [home, mobile]


def _about(person: Person) -> Resource:
    return {"reference": f"Patient/{person.id}"}


def condition(person: Person, name: str, number: int, *, snomed_only: bool = False) -> Resource:
    known = catalogue()["conditions"][name]
    codings = [
        {"system": "http://snomed.info/sct", "code": known["snomed"], "display": known["text"]}
    ]
    if not snomed_only:
        icd = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": known["icd10"]}
        codings.insert(0, {**icd, "display": known["text"]})
    status = known.get("status", "active")
    return {
        "resourceType": "Condition",
        "id": f"p{person.id}{number:02d}",
        "clinicalStatus": _concept(f"{TERMINOLOGY}/condition-clinical", status),
        "verificationStatus": _concept(f"{TERMINOLOGY}/condition-ver-status", "confirmed"),
        "category": [
            _concept(f"{TERMINOLOGY}/condition-category", "problem-list-item", "Problem List Item")
        ],
        "code": {"coding": codings, "text": known["text"]},
        "subject": _about(person),
        "recordedDate": "2024-05-02",
    }


def _concept(system: str, code: str, display: str | None = None) -> Resource:
    coding = {"system": system, "code": code}
    return {"coding": [coding | ({"display": display} if display else {})]}


def medication(person: Person, name: str, number: int, *, since: float) -> Resource:
    known = catalogue()["medications"][name]
    drug: Resource = {"text": known["text"]}
    if "rxnorm" in known:
        system = "http://www.nlm.nih.gov/research/umls/rxnorm"
        drug["coding"] = [{"system": system, "code": known["rxnorm"], "display": known["text"]}]
    starts = {"start": iso(since)}
    return {
        "resourceType": "MedicationRequest",
        "id": f"{person.id}{70 + number}",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": drug,
        "subject": _about(person),
        "authoredOn": iso(since),
        "dosageInstruction": [
            {"text": known["dose"], "timing": {"repeat": {"boundsPeriod": starts}}}
        ],
    }


def care_plan(person: Person, *, since: float) -> Resource:
    """The comprehensive plan; Oracle never returns `activity`, the words are in `text`."""
    names = [catalogue()["conditions"][name]["text"] for name in person.conditions]
    asked = [
        words
        for measured, words in (
            (person.bp, "Home blood pressure daily."),
            (person.glucose, "Fasting glucose daily."),
            (person.weight and "heart_failure" in person.conditions, "Weight every morning."),
        )
        if measured
    ]
    lines = ["Chronic care management for " + "; ".join(names) + ".", *asked]
    inner = "".join(f"<p>{line}</p>" for line in lines)
    return {
        "resourceType": "CarePlan",
        "id": f"{person.id}90",
        "text": {
            "status": "generated",
            "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>',
        },
        "status": "active",
        "intent": "plan",
        "category": [_concept(f"{US_CORE}/CodeSystem/careplan-category", "assess-plan")],
        "title": "Chronic care management plan",
        "subject": _about(person),
        "period": {"start": moment(since).date().isoformat()},
    }
