"""Our own side: settings, database, and the address the world sees."""

from collections.abc import Iterator
from pathlib import Path

import httpx
from sqlalchemy import make_url, text

from gateway.db import Database
from gateway.doctor.look import Finding, get
from gateway.escalations import load_rules
from gateway.settings import Settings
from gateway.vendors import wire
from gateway.vendors.ehr import CHARTS, keys

SANDBOX_NUMBERS = "+1500555"
# A production installation has its own of each; the defaults are the sandbox's.
SECRETS = (
    "rasa_token",
    "clinical_token",
    "metrics_token",
    "twilio_base_url",
    "twilio_account_sid",
    "twilio_auth_token",
    "pagerduty_events_url",
    "pagerduty_routing_key",
    "pagerduty_api_url",
    "pagerduty_api_token",
    "pagerduty_service_id",
    "pagerduty_webhook_secret",
    "fhir_base_url",
    "fhir_client_id",
    "chart_url_template",
)


def own_settings(settings: Settings) -> Iterator[Finding]:
    yield Finding(
        "mode", settings.production, f"this is {settings.mode}", "Set PROMOTORA_MODE=production."
    )
    fields = type(settings).model_fields
    for name in SECRETS:
        if getattr(settings, name) in (fields[name].default, ""):
            yield Finding(
                f"PROMOTORA_{name.upper()}",
                False,
                "still the sandbox's",
                f"Set it: {fields[name].description}",
            )
    if settings.ehr not in CHARTS:
        words = f"no chart is called {settings.ehr}"
        yield Finding("PROMOTORA_EHR", False, words, f"Choose from {', '.join(sorted(CHARTS))}.")
    if "{patient_id}" not in settings.chart_url_template:
        words = "the link to the chart names no patient"
        step = "Put {patient_id} where the chart's address wants the FHIR id."
        yield Finding("PROMOTORA_CHART_URL_TEMPLATE", False, words, step)


def database(settings: Settings) -> Iterator[Finding]:
    backend = make_url(settings.database_url).get_backend_name()
    yield Finding(
        "database kind",
        backend == "postgresql",
        backend,
        "Use Postgres: postgresql+psycopg://user@host/promotora in PROMOTORA_DATABASE_URL.",
    )
    database = Database(settings.database_url)
    try:
        with database.reading() as session:
            session.execute(text("select 1"))
        yield Finding("database", True, "answers")
    finally:
        database.close()


def public_address(settings: Settings) -> Iterator[Finding]:
    url = httpx.URL(settings.public_base_url)
    plain = url.path in ("", "/") and not url.query
    yield Finding(
        "public address",
        url.scheme == "https" and plain,
        settings.public_base_url,
        "Set PROMOTORA_PUBLIC_BASE_URL to https://host of the proxy, exactly as Twilio calls it.",
    )
    response = get(settings, settings.public_base_url.rstrip("/") + keys.JWKS_PATH)
    shown = wire.fields(response).get("keys") or []
    ours = keys.public_keys(settings.fhir_key_file)["keys"]
    yield Finding(
        "public keys",
        {key.get("kid") for key in shown} == {key["kid"] for key in ours},
        f"{len(shown)} shown at {keys.JWKS_PATH} ({response.status_code}), {len(ours)} in the file",
        "Let the proxy pass this path to the gateway, and give every web process the key file.",
    )


def on_call(settings: Settings) -> Iterator[Finding]:
    """Who is telephoned when a page reaches nobody: the numbers shipped are the sandbox's."""
    people = load_rules(Path(settings.protocols_dir)).on_call.people
    invented = [one.name for one in people if one.phone.startswith(SANDBOX_NUMBERS)]
    words = f"{len(people)} people" if not invented else f"the number of {invented[0]} is invented"
    step = "Put your own people and numbers into on_call of protocols/escalation.yml."
    yield Finding("on-call list", not invented, words, step)
    two = "one person only: nobody is next when she does not answer"
    yield Finding("on-call list", len(people) > 1, two if len(people) < 2 else "has a next", step)
