"""The token endpoint: a good assertion gets a token of 570 s, everything else an OAuth error."""

import time

import pytest
from joserfc.jwk import RSAKey

from tests.sandbox.sign_in import SCOPES, SignIn, new_key, sign_in_for

JWKS = "/.well-known/jwks.json"


@pytest.mark.parametrize("algorithm", ["RS384", "ES384"])
def test_a_good_assertion_is_answered_with_a_token(sandbox, gateway, algorithm):
    answer = sign_in_for(sandbox, gateway, algorithm).ask()
    assert answer.status_code == 200
    body = answer.json()
    assert (body["token_type"].lower(), body["expires_in"]) == ("bearer", 570)
    assert body["scope"] == SCOPES
    assert answer.headers["cache-control"] == "no-store"


def refused(answer):
    body = answer.json()
    assert body["error_description"]
    return answer.status_code, body["error"]


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "somebody"},
        {"sub": "somebody"},
        {"sub": None},
        {"aud": "https://auth.example.org/token"},
        {"aud": None},
        {"exp": int(time.time()) - 60},
        {"exp": int(time.time()) + 3600},
        {"exp": None},
        {"jti": None},
    ],
)
def test_a_claim_that_is_wrong_is_an_invalid_client(sign_in, claims):
    assert refused(sign_in.ask(sign_in.assertion(**claims))) == (401, "invalid_client")


def test_an_assertion_is_good_once(sign_in):
    assertion = sign_in.assertion()
    assert sign_in.ask(assertion).status_code == 200
    assert refused(sign_in.ask(assertion)) == (401, "invalid_client")
    again = sign_in.assertion(jti="same")
    assert sign_in.ask(again).status_code == 200
    assert refused(sign_in.ask(sign_in.assertion(jti="same"))) == (401, "invalid_client")


def test_a_key_that_the_gateway_does_not_show_is_refused(sign_in):
    stranger = new_key("ES384")
    same_name = sign_in.assertion(key=stranger)
    own_name = sign_in.assertion(key=stranger, header={"kid": stranger.kid})
    for assertion in (same_name, own_name, "not.a.jwt", "rubbish"):
        assert refused(sign_in.ask(assertion)) == (401, "invalid_client")


def test_an_algorithm_smart_does_not_know_is_refused(sandbox, gateway):
    other = SignIn(sandbox, RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True), "RS256")
    gateway.jwks = {"keys": [other.key.as_dict(private=False)]}
    assert refused(other.ask()) == (401, "invalid_client")


def test_two_keys_of_one_name_are_refused(sign_in, gateway):
    gateway.jwks["keys"] *= 2
    assert refused(sign_in.ask()) == (401, "invalid_client")


def test_a_foreign_jku_is_refused_and_the_registered_one_accepted(sign_in):
    foreign = sign_in.assertion(header={"jku": "https://elsewhere.example.org/jwks.json"})
    assert refused(sign_in.ask(foreign)) == (401, "invalid_client")
    own = sign_in.assertion(header={"jku": "https://clinic.example.org/.well-known/jwks.json"})
    assert sign_in.ask(own).status_code == 200


@pytest.mark.parametrize(
    "scope", ["system/Task.rs", "system/Patient.crus", "patient/Patient.rs", "offline_access", ""]
)
def test_a_scope_that_was_not_registered_is_refused(sign_in, scope):
    assert refused(sign_in.ask(scope=scope)) == (400, "invalid_scope")


def test_both_styles_of_scope_are_known(sign_in):
    assert sign_in.ask(scope="system/Patient.read system/DocumentReference.write").is_success
    assert sign_in.ask(scope="system/Patient.r system/DocumentReference.cr").is_success


def test_the_form_must_be_what_the_standard_says(sign_in):
    assert refused(sign_in.ask(grant_type="password")) == (400, "unsupported_grant_type")
    assert refused(sign_in.ask(client_assertion_type="none")) == (401, "invalid_client")


def test_the_key_page_is_fetched_once_while_cache_control_allows(sign_in, gateway):
    for _ in range(3):
        sign_in.ask().raise_for_status()
    assert len(gateway.at(JWKS)) == 1


def test_without_permission_to_cache_the_key_page_is_fetched_each_time(sign_in, gateway):
    gateway.cache = "no-store"
    for _ in range(3):
        sign_in.ask().raise_for_status()
    assert len(gateway.at(JWKS)) == 3


def test_a_rotated_key_is_found_without_waiting_for_the_cache(sign_in, gateway):
    sign_in.ask().raise_for_status()
    rotated = new_key("ES384")
    gateway.jwks["keys"].append(rotated.as_dict(private=False))
    time.sleep(2.1)  # the sandbox asks again for a key it does not know, but not all the time
    assert SignIn(sign_in.sandbox, rotated, "ES384").ask().status_code == 200


def test_a_token_ends_after_570_seconds_of_the_sandboxs_clock(sign_in, sandbox):
    fhir = sign_in.fhir()
    assert fhir.get("Patient/12457001").status_code == 200
    sandbox.post("/sandbox/clock", {"advance_seconds": 569})
    assert fhir.get("Patient/12457001").status_code == 200
    sandbox.post("/sandbox/clock", {"advance_seconds": 2})
    assert fhir.get("Patient/12457001").status_code == 401


def test_another_tenant_is_unknown(sandbox, sign_in):
    url = sign_in.token_url.replace("/tenants/sandbox/", "/tenants/other/")
    assert sandbox.http.post(url, data={}).json()["error"] == "invalid_request"
    other = sandbox.http.get("/fhir/other/.well-known/smart-configuration")
    assert other.status_code == 403
    assert "Tenant" in other.text


def test_discovery_needs_no_token(sandbox):
    found = sandbox.get("/fhir/sandbox/.well-known/smart-configuration")
    assert "private_key_jwt" in found["token_endpoint_auth_methods_supported"]
    assert {"RS384", "ES384"} <= set(found["token_endpoint_auth_signing_alg_values_supported"])
    assert "system/DocumentReference.crs" in found["scopes_supported"]
    assert sandbox.get("/fhir/sandbox/metadata")["fhirVersion"] == "4.0.1"
