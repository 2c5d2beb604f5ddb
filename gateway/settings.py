"""Every setting, read from the environment, with the words an operator needs."""

from functools import lru_cache
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SANDBOX = "http://127.0.0.1:9000"


class Settings(BaseSettings):
    """Where Promotora runs and how it reaches the practice's accounts.

    The defaults are the sandbox: no outside account, SQLite under `var/`. What a production
    installation still lacks, `python -m gateway doctor` says in plain words.
    """

    model_config = SettingsConfigDict(env_prefix="PROMOTORA_", env_file=None, extra="ignore")

    mode: Literal["sandbox", "production"] = Field(
        "sandbox", description="`production` refuses every sandbox default named below."
    )
    database_url: str = Field(
        "sqlite:///var/promotora.db",
        description="SQLite file or Postgres, e.g. postgresql+psycopg://user@host/promotora.",
    )
    host: str = Field("127.0.0.1", description="Address the gateway listens on.")
    port: int = Field(8000, description="Port the gateway listens on.")
    public_base_url: str = Field(
        "http://127.0.0.1:8000",
        description="The URL the outside world uses; webhook signatures are checked against it.",
    )
    forwarded_allow_ips: str = Field(
        "127.0.0.1", description="Proxies whose X-Forwarded-For is believed for sign-in throttling."
    )
    data_dir: str = Field("data", description="Folder of languages and vitals.")
    protocols_dir: str = Field("protocols", description="Folder of the clinicians' protocols.")

    rasa_url: str = Field("http://127.0.0.1:5005", description="Where Rasa listens.")
    rasa_token: SecretStr = Field(
        SecretStr("sandbox-rasa-token"), description="Token with which the gateway calls Rasa."
    )
    rasa_timeout_seconds: float = Field(30, description="Longest wait for one turn of Rasa.")
    clinical_token: SecretStr = Field(
        SecretStr("sandbox-clinical-token"),
        description="Token with which the action server calls the clinical API.",
    )
    metrics_token: SecretStr = Field(
        SecretStr("sandbox-metrics-token"), description="Bearer token that may read /metrics."
    )
    session_hours: float = Field(10, description="Hours until a console sign-in expires.")
    idle_minutes: float = Field(30, description="Minutes without a click until it expires.")
    sandbox_password: SecretStr = Field(
        SecretStr("promotora-sandbox"),
        description="Password of the sandbox's people; production refuses those accounts.",
    )

    twilio_base_url: str = Field(f"{SANDBOX}/twilio", description="https://api.twilio.com")
    twilio_account_sid: str = Field("AC" + "0" * 32, description="Twilio account, AC...")
    twilio_auth_token: SecretStr = Field(
        SecretStr("sandbox-twilio-auth-token"),
        description="Primary Auth Token: signs webhooks and, without an API key, sends.",
    )
    twilio_api_key_sid: str = Field("", description="API key SK... used to send, if set.")
    twilio_api_key_secret: SecretStr = Field(SecretStr(""), description="Secret of that API key.")
    twilio_from: str = Field("+15005550100", description="Sending number, E.164.")
    twilio_messaging_service_sid: str = Field(
        "", description="Messaging Service MG... used instead of the number, if set."
    )
    twilio_messages_per_second: float = Field(
        1.0, description="Rate of the sending number: about 1 long code, 3 toll-free, 10+ short."
    )
    twilio_calls: bool = Field(
        True,
        description="False while the number places no calls: a call after silence is only noted.",
    )
    twilio_calls_per_second: float = Field(1.0, description="Rate at which calls may be placed.")
    twilio_voice_en: str = Field("Polly.Joanna-Neural", description="Voice that speaks English.")
    twilio_voice_es: str = Field("Polly.Lupe-Neural", description="Voice that speaks Spanish.")
    twilio_speech_en: str = Field("en-US", description="Language in which English is recognised.")
    twilio_speech_es: str = Field(
        "es-US", description="Language in which Spanish is recognised; es-MX where that is refused."
    )
    call_ring_seconds: int = Field(30, description="How long a patient's phone rings.")
    call_listen_seconds: int = Field(
        7, description="Silence, or pause after a key, that ends an answer on the phone."
    )
    call_patience_seconds: float = Field(
        20, description="How long a caller waits for Rasa before the call ends with a person."
    )
    twilio_answers_opt_out: bool = Field(
        True,
        description="True while Twilio itself confirms STOP/START/HELP (default handling).",
    )

    pagerduty_events_url: str = Field(
        f"{SANDBOX}/pagerduty", description="https://events.pagerduty.com"
    )
    pagerduty_routing_key: SecretStr = Field(
        SecretStr("0123456789abcdef0123456789abcdef"), description="Events v2 integration key."
    )
    pagerduty_api_url: str = Field(
        f"{SANDBOX}/pagerduty/api", description="https://api.pagerduty.com (doctor only)"
    )
    pagerduty_api_token: SecretStr = Field(
        SecretStr("sandbox-pagerduty-api-token"),
        description="Read-only REST key: lets the doctor check the service's time-outs.",
    )
    pagerduty_service_id: str = Field("PSANDBX", description="Service the pages go to.")
    pagerduty_webhook_secret: SecretStr = Field(
        SecretStr("sandbox-pagerduty-webhook-secret"),
        description="Secret of the v3 webhook subscription.",
    )

    ehr: str = Field("oracle_health", description="Which chart: a name from vendors/ehr.")
    fhir_base_url: str = Field(
        f"{SANDBOX}/fhir/sandbox", description="FHIR R4 base with the tenant in its path."
    )
    fhir_client_id: str = Field("promotora-sandbox", description="SMART system account.")
    fhir_key_file: str = Field(
        "var/keys/fhir.json",
        description="Private JWKS (RS384 or ES384); made by `python -m gateway keys`.",
    )
    fhir_scopes: str = Field(
        "system/Patient.rs system/Condition.rs system/Observation.rs system/CarePlan.rs "
        "system/MedicationRequest.rs system/DocumentReference.crs",
        description="Scopes asked of the token endpoint, separated by spaces.",
    )
    fhir_note_type: str = Field(
        "http://loinc.org|11506-3", description="system|code of the notes: LOINC or code set 72."
    )
    fhir_author_practitioner: str = Field(
        "", description="Practitioner id named as author of the notes, if the site wants one."
    )
    chart_url_template: str = Field(
        f"{SANDBOX}/chart/{{patient_id}}",
        description="Link that opens the chart; {patient_id} is the FHIR id, never a name.",
    )
    worker_poll_seconds: float = Field(0.1, description="Pause of an idle worker lane.")
    rasa_turns_at_once: int = Field(
        4, description="Turns given to Rasa at once, of different patients."
    )
    lease_seconds: float = Field(
        45, description="How long a claimed row stays with a worker that died; >2 HTTP time-outs."
    )
    http_timeout_seconds: float = Field(15, description="Longest wait for a vendor.")

    def published(self) -> list[str]:
        """The secrets that still have the value everybody can read in the source."""
        return [
            f"PROMOTORA_{name.upper()}"
            for name, field in type(self).model_fields.items()
            if isinstance(field.default, SecretStr) and name != "sandbox_password"
            if field.default.get_secret_value() and getattr(self, name) == field.default
        ]

    @property
    def production(self) -> bool:
        return self.mode == "production"


@lru_cache
def settings() -> Settings:
    """The process's settings, read once."""
    return Settings()
