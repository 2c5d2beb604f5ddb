"""Signing in to the chart: the assertion, the token's life, and what was not granted."""

import threading
from datetime import UTC, datetime

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from gateway.vendors import wire
from gateway.vendors.delivery import Later
from gateway.vendors.ehr import keys
from gateway.vendors.ehr.smart import Tokens, missing_scopes
from tests.vendors.settings_for import pointing_at, sign_in
from tests.vendors.stand_in import Answer

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DISCOVERY = "GET /fhir/t1/.well-known/smart-configuration"


def tokens(settings):
    http = wire.client("the chart", settings.fhir_base_url, settings.http_timeout_seconds)
    return Tokens(settings, http, lambda: NOW)


@pytest.mark.parametrize(("kind", "algorithm"), [("EC", "ES384"), ("RSA", "RS384")])
def test_the_assertion_is_what_smart_asks_for(vendor, tmp_path, kind, algorithm):
    path = tmp_path / "k.json"
    keys.make(path, kind)
    sign_in(vendor)
    assert tokens(pointing_at(vendor.url, fhir_key_file=str(path))).token() == "t-1"

    [asked] = vendor.requests("POST /auth/token")
    form = asked.form
    assert form["grant_type"] == "client_credentials"
    assert form["client_assertion_type"].endswith("client-assertion-type:jwt-bearer")
    assert "system/DocumentReference.crs" in form["scope"].split()
    public = KeySet.import_key_set(keys.public_keys(path))
    proof = jwt.decode(form["client_assertion"], public, algorithms=[algorithm])
    kid = public.keys[0].kid
    assert proof.header == {"alg": algorithm, "kid": kid, "typ": "JWT"}
    assert proof.claims["iss"] == proof.claims["sub"] == "promotora-sandbox"
    assert proof.claims["aud"] == f"{vendor.url}/auth/token"
    assert 0 < proof.claims["exp"] - NOW.timestamp() <= 300
    assert len(proof.claims["jti"]) >= 32


def test_a_token_is_used_until_shortly_before_it_ends(vendor, settings, monkeypatch):
    sign_in(vendor, expires_in=570)
    kept, began = tokens(settings), wire.time.monotonic()
    assert [kept.token(), kept.token()] == ["t-1", "t-1"]
    monkeypatch.setattr("gateway.vendors.ehr.smart.time.monotonic", lambda: began + 505)
    assert kept.token() == "t-1"
    monkeypatch.setattr("gateway.vendors.ehr.smart.time.monotonic", lambda: began + 520)
    assert kept.token() == "t-2"
    assert len(vendor.requests(DISCOVERY)) == 1


def test_every_assertion_is_fresh(vendor, settings):
    sign_in(vendor)
    kept = tokens(settings)
    assert kept.renew(kept.token()) == "t-2"
    first, second = (asked.form["client_assertion"] for asked in vendor.requests("POST /auth"))
    assert first != second


def test_many_threads_that_saw_the_same_refusal_fetch_one_token(vendor, settings):
    sign_in(vendor)
    kept = tokens(settings)
    refused, got = kept.token(), []
    threads = [threading.Thread(target=lambda: got.append(kept.renew(refused))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["t-2"] * 6
    assert len(vendor.requests("POST /auth/token")) == 2


def test_less_than_asked_is_noticed(vendor, settings):
    sign_in(vendor, scope="system/Patient.read system/DocumentReference.rs")
    kept = tokens(settings)
    assert kept.token() == "t-1"
    assert "system/DocumentReference.c" in kept.lacking
    assert "system/Observation.rs" in kept.lacking
    assert not [scope for scope in kept.lacking if scope.startswith("system/Patient")]


@pytest.mark.parametrize(
    ("asked", "granted", "lacking"),
    [
        ("system/Patient.rs", "system/Patient.read", ()),
        ("system/Patient.crus", "system/Patient.read system/Patient.write", ()),
        ("system/Patient.rs", "system/*.read", ()),
        ("system/Patient.rs", "system/Patient.r system/Patient.s", ()),
        ("system/Patient.rs", "system/Patient.r", ("system/Patient.s",)),
        ("system/Patient.rs", "user/Patient.rs", ("system/Patient.rs",)),
        ("system/Patient.crs", "", ("system/Patient.crs",)),
    ],
)
def test_both_spellings_of_scopes_are_understood(asked, granted, lacking):
    assert missing_scopes(asked.split(), granted.split()) == lacking


@pytest.mark.parametrize(
    ("status", "error"), [(400, "invalid_scope"), (401, "invalid_client"), (200, "")]
)
def test_a_refused_sign_in_raises_the_alarm_and_names_the_code(vendor, settings, status, error):
    sign_in(vendor)
    answer = {"error": error, "error_description": "patient Rosa Díaz"} if error else {}
    vendor.on("POST /auth/token", Answer(status, answer))
    with pytest.raises(Later) as later:
        tokens(settings).token()
    assert later.value.alarm
    assert error in str(later.value)
    assert "Rosa" not in str(later.value)


def test_a_moved_token_endpoint_is_looked_up_again_after_a_refusal(vendor, settings):
    sign_in(vendor)
    vendor.on("POST /auth/token", Answer(404, {}))
    kept = tokens(settings)
    for _ in range(2):
        with pytest.raises(Later):
            kept.token()
    assert len(vendor.requests(DISCOVERY)) == 2


def test_no_key_no_discovery_or_a_key_of_the_wrong_kind_say_so(vendor, settings, tmp_path):
    sign_in(vendor)
    missing = settings.model_copy(update={"fhir_key_file": str(tmp_path / "none.json")})
    with pytest.raises(Later, match="keys make"):
        tokens(missing).token()
    rsa_only = {
        "token_endpoint": f"{vendor.url}/auth/token",
        "token_endpoint_auth_signing_alg_values_supported": ["RS384"],
    }
    vendor.on(DISCOVERY, Answer(200, rsa_only))
    with pytest.raises(Later, match="ES384"):
        tokens(settings).token()
    vendor.on(DISCOVERY, Answer(404))
    with pytest.raises(Later, match="no SMART configuration"):
        tokens(settings).token()


def test_our_proof_is_not_sent_in_the_clear_when_the_chart_is_on_https(settings):
    """A transport instead of a socket, since we have no certificate to show."""
    chart = settings.model_copy(update={"fhir_base_url": "https://ehr.example/r4/t"})
    insecure = wire.httpx.Response(200, json={"token_endpoint": "http://auth.example/token"})
    transport = wire.httpx.MockTransport(lambda _request: insecure)
    with wire.httpx.Client(transport=transport) as http, pytest.raises(Later, match="not https"):
        Tokens(chart, http, lambda: NOW).token()
