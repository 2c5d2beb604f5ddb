"""The doctor says in plain words what is missing, and what to do about it."""

import pytest

from gateway import doctor as clinic_doctor
from gateway.doctor import doctor, report, run
from gateway.settings import Settings
from gateway.vendors.ehr import keys
from gateway.vendors.ehr.oracle_health import NEEDED
from tests.vendors.settings_for import sign_in
from tests.vendors.stand_in import Answer

ACCOUNT = "AC" + "1" * 32
TWILIO = f"GET /twilio/2010-04-01/Accounts/{ACCOUNT}"
SERVICE = {
    "auto_resolve_timeout": None,
    "acknowledgement_timeout": None,
    "incident_urgency_rule": {"type": "constant", "urgency": "severity_based"},
}


def open_accounts(vendor, key_file):
    """Every account answers as a well-kept one does."""
    sign_in(vendor)
    public = keys.public_keys(key_file)
    vendor.on("GET " + keys.JWKS_PATH, Answer(200, public))
    vendor.on(TWILIO + ".json", Answer(200, {"status": "active"}))
    vendor.on(TWILIO + "/Messages.json", Answer(200, {"messages": []}))
    number = {"sms_url": f"{vendor.url}/webhooks/twilio/sms"}
    owned = Answer(200, {"incoming_phone_numbers": [number]})
    vendor.on(TWILIO + "/IncomingPhoneNumbers.json", owned)
    vendor.on("GET /pagerduty/api/services/PCLINIC", Answer(200, {"service": SERVICE}))
    offered = [
        {"type": kind, "interaction": [{"code": act} for act in acts]}
        for kind, acts in NEEDED.items()
    ]
    metadata = {
        "resourceType": "CapabilityStatement",
        "fhirVersion": "4.0.1",
        "rest": [{"resource": offered}],
    }
    vendor.on("GET /fhir/t1/metadata", Answer(200, metadata))


@pytest.fixture
def healthy(vendor, key_file, tmp_path):
    """A practice whose accounts are all in order; only its addresses are this machine's."""
    open_accounts(vendor, key_file)
    return Settings(
        mode="production",
        database_url=f"sqlite:///{tmp_path / 'p.db'}",
        public_base_url=vendor.url,
        rasa_token="r",
        clinical_token="c",
        metrics_token="m",
        twilio_base_url=f"{vendor.url}/twilio",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token="t",
        pagerduty_events_url=f"{vendor.url}/pagerduty",
        pagerduty_routing_key="k" * 32,
        pagerduty_api_url=f"{vendor.url}/pagerduty/api",
        pagerduty_api_token="p",
        pagerduty_service_id="PCLINIC",
        pagerduty_webhook_secret="w",
        fhir_base_url=f"{vendor.url}/fhir/t1",
        fhir_client_id="id",
        fhir_key_file=str(key_file),
        chart_url_template="https://ehr.example.com/chart/{patient_id}",
        http_timeout_seconds=0.5,
    )


def missing(settings):
    return {finding.subject: finding for finding in doctor(settings) if not finding.ok}


def words(settings):
    return [finding.words for finding in doctor(settings) if not finding.ok]


def test_a_practice_in_order_lacks_only_what_this_test_cannot_have(healthy):
    own = {"database kind", "public address", "on-call list"}  # Postgres, https, real numbers
    assert set(missing(healthy)) == own


def test_the_sandbox_is_told_every_setting_it_still_lacks(vendor, settings):
    found = missing(settings)
    assert {"mode", "PROMOTORA_TWILIO_AUTH_TOKEN", "PROMOTORA_FHIR_CLIENT_ID"} <= set(found)
    assert "sandbox-twilio-auth-token" not in report(found.values())
    assert all(finding.next_step for finding in found.values())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"auto_resolve_timeout": 14400}, "auto_resolve_timeout is 14400 s"),
        ({"acknowledgement_timeout": 1800}, "acknowledgement_timeout is 1800 s"),
        ({"incident_urgency_rule": {"type": "constant", "urgency": "high"}}, "urgency is high"),
    ],
)
def test_a_pagerduty_service_that_lets_pages_lapse_is_found(vendor, healthy, change, said):
    answer = Answer(200, {"service": SERVICE | change})
    vendor.on("GET /pagerduty/api/services/PCLINIC", answer)
    assert said in words(healthy)


def test_a_number_of_another_account_and_a_webhook_elsewhere_are_found(vendor, healthy):
    route = TWILIO + "/IncomingPhoneNumbers.json"
    vendor.on(route, Answer(200, {"incoming_phone_numbers": []}))
    assert "Twilio number" in missing(healthy)
    elsewhere = [{"sms_url": "https://demo.twilio.com/welcome"}]
    vendor.on(route, Answer(200, {"incoming_phone_numbers": elsewhere}))
    assert "Twilio webhook" in missing(healthy)


def test_a_suspended_twilio_account_is_found(vendor, healthy):
    vendor.on(TWILIO + ".json", Answer(200, {"status": "suspended"}))
    assert missing(healthy)["Twilio account"].words == "suspended"


def test_a_scope_or_an_interaction_that_is_not_granted_is_named(vendor, healthy):
    sign_in(vendor, scope="system/*.rs")
    assert "the scope system/DocumentReference.c is not granted" in words(healthy)
    nothing = {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": []}
    vendor.on("GET /fhir/t1/metadata", Answer(200, nothing))
    assert "it does not offer create on DocumentReference" in words(healthy)


def test_public_keys_that_the_chart_could_not_fetch_are_found(vendor, healthy):
    vendor.on("GET " + keys.JWKS_PATH, Answer(404))
    assert "public keys" in missing(healthy)


def test_a_key_file_that_others_may_read_is_found(healthy, key_file):
    key_file.chmod(0o644)
    assert missing(healthy)["chart keys"].next_step == f"chmod 600 {key_file}"


def test_every_account_out_of_reach_is_a_finding_and_never_the_end(healthy):
    away = "http://127.0.0.1:9"
    unreachable = healthy.model_copy(
        update={
            "public_base_url": away,
            "twilio_base_url": away,
            "pagerduty_api_url": away,
            "fhir_base_url": away,
            "fhir_key_file": "var/no/such/file.json",
            "database_url": "postgresql+psycopg://nobody@127.0.0.1:9/x",
        }
    )
    found = missing(unreachable)
    assert {"database", "public address", "Twilio", "PagerDuty", "chart keys", "chart"} <= set(
        found
    )
    assert "keys make" in found["chart keys"].next_step


def test_the_exit_code_tells_a_script_what_the_words_tell_a_person(healthy, capsys, monkeypatch):
    assert run(healthy) == 1
    said = capsys.readouterr().out
    assert "MISSING database kind: sqlite" in said
    assert "-> Use Postgres" in said
    assert "3 missing." in said
    monkeypatch.setattr(clinic_doctor, "doctor", lambda _settings: [])
    assert run(healthy) == 0
    assert "Nothing is missing." in capsys.readouterr().out
