"""Only Twilio and PagerDuty may call our webhooks."""

import pytest

from gateway.settings import Settings
from gateway.vendors.signatures import pagerduty_signed, twilio_signed

SPANISH = [
    ("AccountSid", "AC" + "0" * 32),
    ("Body", "¿Sí? 120/80"),
    ("From", "+15551230000"),
    ("FromCity", ""),
    ("MessageSid", "SM" + "0" * 32),
    ("NumMedia", "0"),
    ("To", "+15557654321"),
]
SPANISH_SIGNATURE = "fQ9dWhVveUqT913QrvmwEXJZAH0="
PAGE = b'{"event":{"id":"01","event_type":"incident.acknowledged"}}'
PAGE_SIGNATURE = "v1=67dd09e88cf7da4052688f634db42c1ea416404863ed50c6f3f4c156dbffc3a8"


def clinic(base: str = "https://gw.example.com", token: str = "12345") -> Settings:
    return Settings(public_base_url=base, twilio_auth_token=token)


def test_twilios_own_example_is_genuine():
    fields = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]
    settings = clinic("https://mycompany.com")
    assert twilio_signed(settings, "/myapp.php?foo=1&bar=2", fields, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


def test_a_spanish_text_with_an_empty_field_is_genuine():
    assert twilio_signed(clinic(), "/twilio/sms", SPANISH, SPANISH_SIGNATURE)


def test_a_get_is_signed_over_its_query():
    path = "/v?CallSid=CA1&Digits=1"
    assert twilio_signed(clinic(), path, [], "UECwfCpXZ22E1D8NWsHKkw7DvSc=")
    assert not twilio_signed(clinic(), path + "2", [], "UECwfCpXZ22E1D8NWsHKkw7DvSc=")


def test_the_order_of_fields_does_not_matter_and_a_slash_after_the_base_neither():
    settings = clinic("https://gw.example.com/")
    assert twilio_signed(settings, "/twilio/sms", reversed(SPANISH), SPANISH_SIGNATURE)


@pytest.mark.parametrize(
    ("what", "path", "fields", "signature"),
    [
        ("another text", "/twilio/sms", [*SPANISH[:1], ("Body", "STOP"), *SPANISH[2:]], None),
        ("an empty field dropped", "/twilio/sms", [f for f in SPANISH if f[1]], None),
        ("one more field", "/twilio/sms", [*SPANISH, ("OptOutType", "STOP")], None),
        ("the same field again", "/twilio/sms", [*SPANISH, ("Body", "zzz")], None),
        ("another path", "/twilio/status", SPANISH, None),
        ("another query", "/twilio/sms?x=1", SPANISH, None),
        ("no signature", "/twilio/sms", SPANISH, ""),
        ("a foreign letter", "/twilio/sms", SPANISH, "fQ9dWhVveUqT913QrvmwEXJZAHñ="),
    ],
)
def test_a_forged_text_is_refused(what, path, fields, signature):
    given = SPANISH_SIGNATURE if signature is None else signature
    assert not twilio_signed(clinic(), path, fields, given), what


def test_a_missing_header_or_token_is_refused():
    assert not twilio_signed(clinic(), "/twilio/sms", SPANISH, None)
    assert not twilio_signed(clinic(token=""), "/twilio/sms", SPANISH, SPANISH_SIGNATURE)


def test_a_http_address_does_not_stand_in_for_https():
    settings = clinic("http://gw.example.com")
    assert not twilio_signed(settings, "/twilio/sms", SPANISH, SPANISH_SIGNATURE)


def test_shared_key_signing_is_refused_until_it_is_configured():
    assert not twilio_signed(
        clinic(),
        "/twilio/sms",
        SPANISH,
        SPANISH_SIGNATURE,
        signature_settings="key=k1,algorithm=HMAC_SHA256",
    )


def test_pagerdutys_example_is_genuine():
    assert pagerduty_signed("secret", PAGE, PAGE_SIGNATURE)


def test_one_of_several_signatures_is_enough_while_a_secret_is_rotated():
    assert pagerduty_signed("secret", PAGE, f"v1={'0' * 64}, {PAGE_SIGNATURE}")


@pytest.mark.parametrize(
    "header", [None, "", "v1=", f"v1={'0' * 64}", PAGE_SIGNATURE.replace("v1", "v2"), "v1=ñ"]
)
def test_a_forged_page_is_refused(header):
    assert not pagerduty_signed("secret", PAGE, header)


def test_a_page_with_another_body_or_no_secret_is_refused():
    assert not pagerduty_signed("secret", PAGE + b" ", PAGE_SIGNATURE)
    assert not pagerduty_signed("", PAGE, PAGE_SIGNATURE)
