"""The vendors' side: the accounts at Twilio and PagerDuty, and the chart."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gateway.clock import machine_now
from gateway.doctor.look import Finding, get
from gateway.settings import Settings
from gateway.vendors import wire
from gateway.vendors.ehr import CHARTS, chart, keys
from gateway.vendors.twilio import sender_login


def twilio(settings: Settings) -> Iterator[Finding]:
    base = settings.twilio_base_url.rstrip("/")
    account = f"{base}/2010-04-01/Accounts/{settings.twilio_account_sid}"
    # Always with the Auth Token: it proves the webhooks, and an API key may not see the account.
    token = (settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value())
    response = get(settings, f"{account}.json", auth=token)
    status = str(wire.fields(response).get("status") or response.status_code)
    yield Finding(
        "Twilio account",
        status == "active",
        status,
        "Check PROMOTORA_TWILIO_ACCOUNT_SID and _AUTH_TOKEN.",
    )
    params = {"PageSize": "1"}
    reads = get(settings, f"{account}/Messages.json", auth=sender_login(settings), params=params)
    yield Finding(
        "Twilio sending key", reads.is_success, str(reads.status_code), "Make a standard API key."
    )
    if settings.twilio_messaging_service_sid:
        known = settings.twilio_messaging_service_sid.startswith("MG")
        words = settings.twilio_messaging_service_sid
        yield Finding("Twilio sender", known, words, "A Messaging Service id begins with MG.")
        return
    query = {"PhoneNumber": settings.twilio_from}
    found = get(settings, f"{account}/IncomingPhoneNumbers.json", auth=token, params=query)
    yield from _number(settings, wire.fields(found).get("incoming_phone_numbers") or [])


def _number(settings: Settings, owned: list[dict[str, Any]]) -> Iterator[Finding]:
    yield Finding(
        "Twilio number",
        bool(owned),
        "belongs to the account" if owned else "is not among the account's numbers",
        "Set PROMOTORA_TWILIO_FROM to a number of this account, or use a Messaging Service.",
    )
    for number in owned[:1]:
        webhook = str(number.get("sms_url") or "")
        yield Finding(
            "Twilio webhook",
            webhook.startswith(settings.public_base_url),
            webhook or "none",
            f"Let the number's incoming texts POST to {settings.public_base_url}.",
        )


def pagerduty(settings: Settings) -> Iterator[Finding]:
    token = settings.pagerduty_api_token.get_secret_value()
    headers = {
        "Authorization": f"Token token={token}",
        "Accept": "application/vnd.pagerduty+json;version=2",
    }
    url = f"{settings.pagerduty_api_url.rstrip('/')}/services/{settings.pagerduty_service_id}"
    response = get(settings, url, headers=headers)
    service = wire.fields(response).get("service")
    yield Finding(
        "PagerDuty service",
        bool(service),
        "found" if service else f"answered {response.status_code}",
        "Check PROMOTORA_PAGERDUTY_API_TOKEN and PROMOTORA_PAGERDUTY_SERVICE_ID.",
    )
    if not service:
        return
    for field in ("auto_resolve_timeout", "acknowledgement_timeout"):
        seconds = service.get(field)
        words = f"{field} is {f'{seconds} s' if seconds else 'off'}"
        step = f"Switch {field} off: a critical page ends only when a clinician ends it."
        yield Finding("PagerDuty service", not seconds, words, step)
    rule = service.get("incident_urgency_rule") or {}
    urgency = str(rule.get("urgency") or rule.get("type"))
    yield Finding(
        "PagerDuty urgency",
        rule.get("type") == "constant" and urgency == "severity_based",
        f"urgency is {urgency}",
        "Choose Dynamic notifications (based on severity), or abnormal readings wake people.",
    )


def chart_keys(settings: Settings) -> Iterator[Finding]:
    path = Path(settings.fhir_key_file)
    _key, algorithm = keys.signing_key(path)
    yield Finding("chart keys", True, f"{path} signs with {algorithm}")
    private = not stat.S_IMODE(path.stat().st_mode) & 0o077
    words = "readable by its owner only" if private else "readable by others"
    yield Finding("chart keys", private, words, f"chmod 600 {path}")


def ehr(settings: Settings) -> Iterator[Finding]:
    if settings.ehr not in CHARTS:
        return
    missing = chart(settings, now=machine_now).check()
    for words in missing:
        step = "Ask the EHR's administrator to register it for this system account."
        yield Finding("chart", False, words, step)
    if not missing:
        yield Finding("chart", True, "gives a token and offers all that is used")
