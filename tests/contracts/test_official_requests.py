"""Our requests, as captured from a socket, against the vendors' own published schemas.

The schemas are large and not ours to ship: the folder is found beside the checkout, or named by
PROMOTORA_SPECS, and the tests say so when it is absent.
"""

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft6Validator, Draft202012Validator

from gateway.vendors.ehr import Note, chart, keys
from gateway.vendors.ehr.smart import missing_scopes
from gateway.vendors.pagerduty import PagerDuty
from gateway.vendors.twilio import Twilio
from tests.vendors.settings_for import pointing_at, sign_in
from tests.vendors.stand_in import Answer

SPECS = Path(os.environ.get("PROMOTORA_SPECS") or Path(__file__).parents[3] / "shared" / "specs")
pytestmark = pytest.mark.skipif(
    not SPECS.is_dir(), reason=f"the vendors' schemas are not at {SPECS}; set PROMOTORA_SPECS"
)
NOW = datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC)
NOTE = Note(
    key="n-7f3a",
    patient_id="12724066",
    title="Blood pressure reading",
    text="Reading 138/82. «¿Está bien?»",
    kind="reading",
    started=NOW - timedelta(minutes=3),
    ended=NOW,
)


def spec(name):
    return json.loads((SPECS / name).read_text("utf-8"))


@pytest.fixture
def settings(vendor, tmp_path):
    keys.make(tmp_path / "k.json")
    sign_in(vendor)
    return pointing_at(
        vendor.url,
        fhir_key_file=str(tmp_path / "k.json"),
        fhir_author_practitioner="3332064",
        twilio_messaging_service_sid="MG" + "0" * 32,
    )


def wrong(validator, sent):
    return [error.message for error in validator.iter_errors(sent)]


def test_a_text_is_what_twilios_openapi_describes(vendor, settings):
    path = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
    operation = spec("twilio/twilio_api_v2010.json")["paths"][path]
    schema = operation["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"][
        "schema"
    ]
    validator = Draft202012Validator(schema | {"additionalProperties": False})

    vendor.on("POST /twilio", Answer(201, {"sid": "SM1"}))
    Twilio(settings).send("+15005550006", "hola", "https://gw.example.com/status")
    sender_is_number = settings.model_copy(update={"twilio_messaging_service_sid": ""})
    Twilio(sender_is_number).send("+15005550006", "hola")
    for asked in vendor.requests("POST /twilio"):
        assert asked.path == "/twilio" + path.format(AccountSid=settings.twilio_account_sid)
        assert wrong(validator, asked.form) == []
    assert wrong(validator, {"Body": "hola"})
    assert wrong(validator, {"To": "x", "MessagingServiceSid": "MG1"})


def test_looking_for_a_text_uses_only_twilios_own_filters(vendor, settings):
    path = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
    listing = spec("twilio/twilio_api_v2010.json")["paths"][path]["get"]
    known = {parameter["name"] for parameter in listing["parameters"]}
    vendor.on("GET /twilio", Answer(200, {"messages": []}))
    Twilio(settings).find("+15005550006", "hola", NOW)
    for asked in vendor.requests("GET /twilio"):
        assert {name for name, _ in asked.query} <= known


def test_a_page_is_what_pagerdutys_openapi_describes(vendor, settings):
    events = spec("pagerduty/events-v2.openapiv3.json")
    body = events["paths"]["/enqueue"]["post"]["requestBody"]["content"]["application/json"]
    schema = body["schema"] | {"components": events["components"], "additionalProperties": False}
    validator = Draft202012Validator(schema)

    vendor.on("POST /pagerduty", Answer(202, {}))
    pagerduty = PagerDuty(settings)
    link = {"href": "https://gw.example.com/cases/1", "text": "The case"}
    pagerduty.trigger("case-1", "Critical reading", "critical", [link], {"case": "1"}, NOW)
    pagerduty.acknowledge("case-1")
    pagerduty.resolve("case-1")
    sent = [asked.json for asked in vendor.asked]
    assert len(sent) == 3
    for event in sent:
        assert wrong(validator, event) == []
    urgent = sent[0] | {"payload": sent[0]["payload"] | {"severity": "urgent"}}
    assert wrong(validator, urgent)


def document_sent(vendor, settings):
    vendor.on("POST /fhir", Answer(201, None, {"Location": "x/DocumentReference/1"}))
    chart(settings, now=lambda: NOW).file_note(NOTE)
    return vendor.requests("POST /fhir")[0].json


def test_a_note_is_a_fhir_r4_document_reference(vendor, settings):
    schema = spec("fhir-r4/fhir.schema.json")
    of_documents = {
        "$ref": "#/definitions/DocumentReference",
        "definitions": schema["definitions"],
    }
    validator = Draft6Validator(of_documents)
    document = document_sent(vendor, settings)
    assert wrong(validator, document) == []
    assert wrong(validator, document | {"status": "final"})
    assert wrong(validator, document | {"note": "x"})


def test_a_note_keeps_the_rules_that_oracle_adds(vendor, settings):
    """From Oracle's page "Create a document reference"; the R4 schema knows none of them."""
    document = document_sent(vendor, settings)
    assert document["status"] == "current"
    assert document["docStatus"] in ("final", "amended")
    systems = {coding["system"] for coding in document["type"]["coding"]}
    assert len(systems) == 1
    [content] = document["content"]
    assert re.fullmatch(r"text/plain;charset=utf-8", content["attachment"]["contentType"])
    assert "\n" not in content["attachment"]["data"]
    with_time = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
    period = document["context"]["period"]
    for moment in (period["start"], period["end"], content["attachment"]["creation"]):
        assert with_time.fullmatch(moment)
    assert not {"implicitRules", "modifierExtension", "identifier"} & set(document)


def test_every_request_to_the_chart_is_one_that_oracle_offers(vendor, settings):
    [server] = spec("oracle-health/capability-statement-r4-secure.json")["rest"]
    offered = {resource["type"]: resource for resource in server["resource"]}
    vendor.on("GET /fhir/t1/Patient/1", Answer(200, {"resourceType": "Patient", "id": "1"}))
    for kind in offered:
        vendor.on(f"GET /fhir/t1/{kind}?", Answer(200, {"resourceType": "Bundle"}))
    oracle = chart(settings, now=lambda: NOW)
    oracle.patient("1"), list(oracle.cohort()), oracle.find_note(NOTE)
    oracle.recent_values("1", NOW), oracle.care_plans("1"), oracle.medications("1")
    document_sent(vendor, settings)

    asked = [one for one in vendor.asked if "/.well-known/" not in one.path]
    seen = set()
    for one in asked:
        if not one.path.startswith("/fhir/t1/"):
            continue
        kind, _, resource_id = one.path.removeprefix("/fhir/t1/").partition("/")
        act = "create" if one.method == "POST" else "read" if resource_id else "search-type"
        seen.add((kind, act))
        assert act in {offers["code"] for offers in offered[kind]["interaction"]}
        names = {parameter["name"] for parameter in offered[kind].get("searchParam", [])}
        assert {name for name, _ in one.query} <= names
    assert len(seen) == 8


def test_the_scopes_we_ask_for_are_those_that_oracle_knows(settings):
    known = spec("oracle-health/smart-configuration.json")["scopes_supported"]
    assert missing_scopes(settings.fhir_scopes.split(), known) == ()
