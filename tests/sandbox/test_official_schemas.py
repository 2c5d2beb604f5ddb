"""The sandbox's answers against the vendors' own published schemas.

The schemas are not part of this repository. They are looked for in `../shared/specs` beside it,
or where PROMOTORA_SPECS says; without them these tests are skipped and say so.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft6Validator
from referencing import Registry
from referencing.jsonschema import DRAFT6

from tests.sandbox.sign_in import SCOPES
from tests.sandbox.town import ACCOUNT, MESSAGES, ROSA, TOKEN, note

SPECS = Path(os.environ.get("PROMOTORA_SPECS", Path(__file__).parents[3] / "shared" / "specs"))
pytestmark = pytest.mark.skipif(
    not SPECS.is_dir(),
    reason=f"the vendors' schemas are not at {SPECS}: set PROMOTORA_SPECS to check against them",
)
AUTH = (ACCOUNT, TOKEN)
PAGERDUTY = {"Authorization": "Token token=sandbox-pagerduty-api-token"}
KINDS = ["Patient", "Condition", "Observation", "CarePlan", "MedicationRequest"]


@cache
def spec(path: str) -> dict[str, Any]:
    return json.loads((SPECS / path).read_text("utf-8"))


def null_allowed(schema: Any) -> Any:
    """OpenAPI 3.0's `nullable` in the words of JSON Schema.

    PagerDuty says it only in the description: "Value is `null` if the feature is disabled".
    """
    if isinstance(schema, list):
        return [null_allowed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: null_allowed(value) for name, value in schema.items() if name != "nullable"}
    if schema.get("nullable") or "`null`" in str(schema.get("description", "")):
        return {"anyOf": [told, {"type": "null"}]}
    return told


@cache
def openapi(path: str) -> Any:
    contents = null_allowed(spec(path))
    return Registry().with_resource("urn:spec", DRAFT6.create_resource(contents))


def wrong(path: str, pointer: str, body: Any) -> list[str]:
    """What an answer breaks of the schema at a pointer of an OpenAPI file."""
    validator = Draft6Validator({"$ref": f"urn:spec#{pointer}"}, registry=openapi(path))
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(body)]


def twilio_wrong(pointer: str, body: Any) -> list[str]:
    return wrong("twilio/twilio_api_v2010.json", pointer, body)


def pagerduty_wrong(path: str, method: str, status: int, body: Any) -> list[str]:
    at = path.replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
    pointer = f"/paths/{at}/{method}/responses/{status}/content/application~1json/schema"
    return wrong("pagerduty/rest.openapiv3.json", pointer, body)


@cache
def fhir_validator(kind: str) -> Draft6Validator:
    definitions = spec("fhir-r4/fhir.schema.json")["definitions"]
    return Draft6Validator({"$ref": f"#/definitions/{kind}", "definitions": definitions})


def fhir_wrong(resource: dict[str, Any]) -> list[str]:
    """What a resource breaks of R4. A Bundle's entries are judged one by one, each by its type."""
    inside = [entry["resource"] for entry in resource.get("entry", [])]
    frames = [
        {k: v for k, v in entry.items() if k != "resource"} for entry in resource.get("entry", [])
    ]
    frame = resource | ({"entry": frames} if frames else {})
    errors = fhir_validator(resource["resourceType"]).iter_errors(frame)
    found = [f"{error.json_path}: {error.message[:200]}" for error in errors]
    return found + [one for entry in inside for one in fhir_wrong(entry)]


def test_these_tests_notice_a_broken_answer():
    message = "/components/schemas/api.v2010.account.message"
    assert twilio_wrong(message, {"sid": "oops", "status": "delivrd"})
    assert pagerduty_wrong("/incidents", "get", 200, {"incidents": [{"status": "asleep"}]})
    assert fhir_wrong({"resourceType": "DocumentReference", "status": "final"})


def test_every_twilio_message_in_every_state_is_a_message(sandbox):
    sandbox.http.put("/sandbox/phones/+12125550199", json={"outcome": "undelivered"})
    sandbox.send(To="+12125550199")
    sid = sandbox.send().json()["sid"]
    queued = sandbox.send().json()
    sandbox.text("STOP")
    sandbox.arrived(sid)
    message = "/components/schemas/api.v2010.account.message"
    fetched = sandbox.http.get(MESSAGES.replace(".json", f"/{sid}.json"), auth=AUTH).json()
    listed = sandbox.http.get(MESSAGES, auth=AUTH).json()
    for one in (queued, fetched, *listed["messages"]):
        assert twilio_wrong(message, one) == []
        assert set(one) == set(spec("twilio/twilio_api_v2010.json")["components"]["schemas"][
            "api.v2010.account.message"]["properties"])  # fmt: skip
    assert len(listed["messages"]) == 5


def test_a_twilio_list_is_a_list(sandbox):
    for _ in range(3):
        sandbox.send()
    path = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
    at = path.replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
    pointer = f"/paths/{at}/get/responses/200/content/application~1json/schema"
    for page in ("0", "1"):
        query = {"PageSize": "2", "Page": page}
        body = sandbox.http.get(MESSAGES, params=query, auth=AUTH).json()
        assert twilio_wrong(pointer, body) == []
        assert body["messages"]


def test_enqueue_answers_as_the_events_api_describes(sandbox):
    file = "pagerduty/events-v2.openapiv3.json"
    responses = spec(file)["components"]["responses"]
    for name, answer in (
        ("Success", sandbox.enqueue()),
        ("Error", sandbox.enqueue(payload={"severity": "urgent"})),
    ):
        [kind] = responses[name]["content"]
        pointer = f"/components/responses/{name}/content/{kind.replace('/', '~1')}/schema"
        assert wrong(file, pointer, answer.json()) == []
    sandbox.fault("pagerduty", "429", count=1)
    pointer = "/components/responses/Error/content/application~1json/schema"
    assert wrong(file, pointer, sandbox.enqueue().json()) == []


@pytest.mark.parametrize("clicks", [[], ["acknowledge"], ["acknowledge", "resolve"]])
def test_every_incident_in_every_state_is_an_incident(sandbox, clicks):
    sandbox.enqueue(payload={"severity": "warning"})
    incident = sandbox.incidents()[0]["id"]
    for click in clicks:
        sandbox.post(f"/sandbox/incidents/{incident}/{click}")
    listed = sandbox.http.get("/pagerduty/api/incidents", headers=PAGERDUTY).json()
    assert len(listed["incidents"]) == 1
    assert pagerduty_wrong("/incidents", "get", 200, listed) == []
    one = sandbox.http.get(f"/pagerduty/api/incidents/{incident}", headers=PAGERDUTY).json()
    assert pagerduty_wrong("/incidents/{id}", "get", 200, one) == []
    body = {"incident": {"type": "incident", "status": "resolved"}}
    path, named = f"/pagerduty/api/incidents/{incident}", {**PAGERDUTY, "From": "np@example.org"}
    put = sandbox.http.put(path, json=body, headers=named).json()
    assert pagerduty_wrong("/incidents/{id}", "put", 200, put) == []


def test_the_service_is_a_service(sandbox):
    body = sandbox.http.get("/pagerduty/api/services/PSANDBX", headers=PAGERDUTY).json()
    assert pagerduty_wrong("/services/{id}", "get", 200, body) == []


@pytest.mark.parametrize("kind", KINDS)
def test_everything_the_chart_holds_of_the_whole_panel_is_fhir_r4(sandbox, sign_in, kind):
    fhir = sign_in.fhir()
    for person in sandbox.get("/sandbox/panel"):
        of = person["fhir_id"]
        query = {"_id": of} if kind == "Patient" else {"patient": of}
        if kind == "CarePlan":
            query["category"] = "assess-plan"
        bundle = fhir.get(kind, **query).json()
        assert fhir_wrong(bundle) == []
        assert bundle["entry"]


def test_a_filed_note_a_page_of_them_and_its_words_are_fhir_r4(sign_in):
    fhir = sign_in.fhir()
    assert fhir_wrong(note()) == []
    filed = fhir.get(fhir.file(note()).headers["location"]).json()
    assert fhir_wrong(filed) == []
    assert fhir_wrong(fhir.get(filed["content"][0]["attachment"]["url"]).json()) == []
    fhir.file(note())
    query = {"patient": filed["subject"]["reference"][8:], "_count": "1"}
    assert fhir_wrong(fhir.get("DocumentReference", **query).json()) == []


def test_refusals_and_capabilities_are_fhir_r4(sandbox, sign_in):
    fhir = sign_in.fhir()
    refusals = [
        sandbox.http.get("/fhir/sandbox/Patient/1"),
        fhir.get("Patient/none"),
        fhir.get("Task"),
        fhir.get("Patient"),
        fhir.file(note(status="superseded")),
    ]
    sandbox.fault("fhir", "500", count=1)
    refusals.append(fhir.get("Patient/none"))
    for answer in refusals:
        assert answer.status_code >= 400
        assert fhir_wrong(answer.json()) == []
    assert fhir_wrong(sandbox.get("/fhir/sandbox/metadata")) == []


def offered(statement: dict[str, Any]) -> dict[str, tuple[set[str], set[tuple[str, str]]]]:
    return {
        one["type"]: (
            {act["code"] for act in one.get("interaction", [])},
            {(found["name"], found["type"]) for found in one.get("searchParam", [])},
        )
        for one in statement["rest"][0]["resource"]
    }


def test_the_sandbox_offers_nothing_the_vendor_does_not(sandbox):
    real = offered(spec("oracle-health/capability-statement-r4-secure.json"))
    for kind, (acts, parameters) in offered(sandbox.get("/fhir/sandbox/metadata")).items():
        assert acts <= real[kind][0], kind
        assert parameters <= real[kind][1], kind


def test_discovery_says_what_the_vendor_says_and_no_more(sandbox):
    real = spec("oracle-health/smart-configuration.json")
    ours = sandbox.get("/fhir/sandbox/.well-known/smart-configuration")
    assert set(ours) <= set(real)
    for name, value in ours.items():
        if isinstance(value, list) and name != "scopes_supported":
            assert set(value) <= set(real[name]), name
    letters = {
        (scope.partition(".")[0], letter)
        for scope in real["scopes_supported"]
        for letter in scope.partition(".")[2]
    }
    for scope in SCOPES.split():
        kind, _, asked = scope.partition(".")
        assert all((kind, letter) in letters for letter in asked), scope


def test_the_sandbox_takes_what_the_schemas_take(sandbox, sign_in):
    """The vendor's own example of a create, and of an event, are accepted here."""
    document = note(author=[{"reference": "Practitioner/3332064"}])
    assert fhir_wrong(document) == []
    assert sign_in.fhir().file(document).status_code == 201
    operation = spec("pagerduty/events-v2.openapiv3.json")["paths"]["/enqueue"]["post"]
    content = operation["requestBody"]["content"]["application/json"]
    example = content["examples"]["event"]["value"]
    example["routing_key"] = sandbox.settings.pagerduty_routing_key.get_secret_value()
    assert sandbox.http.post("/pagerduty/v2/enqueue", json=example).status_code == 202
    assert sandbox.conversation(ROSA) == []
