"""Oracle Health (Cerner) Millennium over FHIR R4."""

import base64
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import structlog

from gateway.settings import Settings
from gateway.vendors import wire
from gateway.vendors.delivery import Later, Receipt, Undeliverable
from gateway.vendors.ehr import records
from gateway.vendors.ehr.fhir import Fhir
from gateway.vendors.ehr.port import CarePlan, ChartPatient, ChartValue, Medication, Note
from gateway.vendors.ehr.smart import Tokens
from gateway.vendors.legible import legible

LOINC = "http://loinc.org"
CATEGORY = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"
# Pressure must be asked for as the panel: the component codes find nothing at Oracle.
VALUES = ("85354-9", "8867-4", "29463-7", "41653-7", "41604-0", "2339-0", "59408-5")
NEEDED = {
    "DocumentReference": {"create", "search-type"},
    "Patient": {"read", "search-type"},
    "Condition": {"search-type"},
    "Observation": {"search-type"},
    "CarePlan": {"search-type"},
    "MedicationRequest": {"search-type"},
}
ADULT_YEARS, OLDEST_YEARS = 18, 120

log = structlog.get_logger("gateway.vendors.ehr")


class OracleHealth:
    """The chart at Oracle Health. It has no conditional create and no Task: see `find_note`."""

    name = "oracle_health"

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], datetime],
        http: httpx.Client | None = None,
    ) -> None:
        base, seconds = settings.fhir_base_url, settings.http_timeout_seconds
        http = http or wire.client("the chart", base, seconds)
        self.tokens = Tokens(settings, http, now)
        self._fhir = Fhir(base, self.tokens, http, seconds)
        self._now = now
        self._type = settings.fhir_note_type
        self._author = settings.fhir_author_practitioner

    def file_note(self, note: Note) -> Receipt:
        """Create the DocumentReference; the receipt's detail is the server's X-Request-Id."""
        new_id, request_id = self._fhir.create(self.document(note))
        log.info("note filed", note=note.key, document=new_id, request_id=request_id)
        return Receipt(new_id, "filed", request_id)

    def find_note(self, note: Note) -> Receipt | None:
        """Look through the patient's documents of those days for a title with this note's key.

        Oracle keeps no identifier of ours, so the title is all there is to recognise. A note
        withdrawn as entered in error counts as filed: somebody withdrew it on purpose.
        """
        day = timedelta(days=1)
        query = [
            ("patient", note.patient_id),
            ("type", self._type),
            ("period", f"ge{instant(note.started - day)}"),
            ("period", f"lt{instant(note.ended + day)}"),
            ("_count", "100"),
        ]
        try:
            documents = self._fhir.search("DocumentReference", query)
        except Undeliverable as refused:
            raise Later(None, f"cannot look for the note: {refused}", alarm=True) from None
        for document in documents:
            for content in document.get("content") or []:
                title = str((content.get("attachment") or {}).get("title") or "")
                if title.startswith(_case(note)):
                    return Receipt(str(document["id"]), "found")
        return None

    def cohort(self, patient_ids: Iterable[str] | None = None) -> Iterator[ChartPatient]:
        """These patients, or every adult: Oracle lists nobody without a search parameter, so the
        sweep goes by birth date and halves a span that holds more than 1,000 people.
        """
        if patient_ids is not None:
            found = (self.patient(patient_id) for patient_id in patient_ids)
            yield from (known for known in found if known)
            return
        today = self._now().date()
        oldest = today - timedelta(days=365 * OLDEST_YEARS)
        for resource in self._born(oldest, today - timedelta(days=365 * ADULT_YEARS)):
            yield records.patient(resource, self._problems(str(resource["id"])))

    def patient(self, patient_id: str) -> ChartPatient | None:
        """By id, which also shows combined and inactive records that a search hides."""
        resource = self._fhir.read(f"Patient/{patient_id}")
        return records.patient(resource, self._problems(patient_id)) if resource else None

    def recent_values(self, patient_id: str, since: datetime) -> list[ChartValue]:
        """Newest first, as charted by anybody; what patients texted us is in our own tables."""
        query = [
            ("patient", patient_id),
            ("code", ",".join(f"{LOINC}|{code}" for code in VALUES)),
            ("date", f"ge{instant(since)}"),
            ("date", f"lt{instant(self._now() + timedelta(days=1))}"),  # asked for as a pair
            ("_count", "200"),
        ]
        found = self._fhir.search("Observation", query)
        listed = [value for observation in found for value in records.values(observation)]
        return sorted(listed, key=lambda value: value.at, reverse=True)

    def care_plans(self, patient_id: str) -> list[CarePlan]:
        """Only `assess-plan` can be asked for; plans entered in error are left out."""
        query = [("patient", patient_id), ("category", "assess-plan")]
        plans = [records.care_plan(found) for found in self._fhir.search("CarePlan", query)]
        return [plan for plan in plans if plan.status != "entered-in-error"]

    def medications(self, patient_id: str) -> list[Medication]:
        """Active orders."""
        query = [("patient", patient_id), ("status", "active")]
        found = self._fhir.search("MedicationRequest", query)
        return [records.medication(resource) for resource in found]

    def check(self) -> list[str]:
        """Ask /metadata for what we use, and the token for what it may do."""
        server = self._fhir.capabilities()
        missing = []
        if not str(server.get("fhirVersion") or "").startswith("4.0"):
            missing.append(f"it speaks FHIR {server.get('fhirVersion')}, not R4")
        offered = {
            resource.get("type"): {act.get("code") for act in resource.get("interaction") or []}
            for rest in server.get("rest") or []
            for resource in rest.get("resource") or []
        }
        for kind, acts in NEEDED.items():
            lacking = acts - offered.get(kind, set())
            missing += [f"it does not offer {act} on {kind}" for act in sorted(lacking)]
        self.tokens.token()
        return missing + [f"the scope {scope} is not granted" for scope in self.tokens.lacking]

    def document(self, note: Note) -> dict[str, Any]:
        """The DocumentReference as Oracle wants it: exactly one content, a charset, a period with
        an end, all dates with a time, and a type of one system only.
        """
        system, _, code = self._type.rpartition("|")
        coding: dict[str, Any] = {"system": system, "code": code}
        if "/codeSet/" in system:
            coding["userSelected"] = True
        attachment = {
            "contentType": "text/plain;charset=utf-8",
            "data": base64.b64encode(legible(note.text).encode()).decode(),
            "title": _case(note) + legible(note.title),
            "creation": instant(note.ended),
        }
        document: dict[str, Any] = {
            "resourceType": "DocumentReference",
            "status": "current",
            "docStatus": "final",
            "type": {"coding": [coding]},
            "category": [{"coding": [{"system": CATEGORY, "code": "clinical-note"}]}],
            "subject": {"reference": f"Patient/{note.patient_id}"},
            "content": [{"attachment": attachment}],
            "context": {"period": {"start": instant(note.started), "end": instant(note.ended)}},
        }
        if self._author:
            document["author"] = [{"reference": f"Practitioner/{self._author}"}]
        return document

    def _problems(self, patient_id: str) -> tuple[str, ...]:
        query = [("patient", patient_id), ("category", "problem-list-item")]
        return records.problems(self._fhir.search("Condition", query))

    def _born(self, first: date, last: date) -> Iterator[dict[str, Any]]:
        query = [("birthdate", f"ge{first}"), ("birthdate", f"le{last}"), ("_count", "100")]
        try:
            yield from self._fhir.search("Patient", query)
            return
        except Undeliverable as refused:
            if refused.code != "422" or first >= last:
                raise Later(None, f"cannot list patients: {refused}", alarm=True) from None
        middle = first + (last - first) // 2
        yield from self._born(first, middle)
        yield from self._born(middle + timedelta(days=1), last)


def instant(at: datetime) -> str:
    """A FHIR instant in UTC with milliseconds, as Oracle's examples write it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _case(note: Note) -> str:
    """The title starts with the key, so that a title cut off at its end still tells."""
    return f"Promotora {note.key}: "
