"""What the sandbox needs to know, from the same environment names the gateway reads."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The vendors' side of every shared secret, and how the vendors behave.

    Shared names (`PROMOTORA_TWILIO_AUTH_TOKEN`, ...) mean what they mean to the gateway, so one
    environment starts both and they agree.
    """

    model_config = SettingsConfigDict(env_prefix="PROMOTORA_", env_file=None, extra="ignore")

    sandbox_host: str = Field("127.0.0.1", description="Address the sandbox listens on.")
    sandbox_port: int = Field(9000, description="Port the sandbox listens on.")
    sandbox_db: str = Field("var/sandbox.db", description="SQLite file that is its memory.")
    sandbox_url: str = Field(
        "", description="URL the gateway reaches the sandbox at; made of host and port if empty."
    )
    gateway_url: str = Field("http://127.0.0.1:8000", description="Where webhooks are delivered.")
    public_base_url: str = Field(
        "http://127.0.0.1:8000", description="The URL webhooks are signed for."
    )
    clinical_token: SecretStr = Field(
        SecretStr("sandbox-clinical-token"), description="Bearer token to move the gateway's clock."
    )

    twilio_account_sid: str = "AC" + "0" * 32
    twilio_auth_token: SecretStr = SecretStr("sandbox-twilio-auth-token")
    twilio_api_key_sid: str = ""
    twilio_api_key_secret: SecretStr = SecretStr("")
    twilio_from: str = "+15005550100"
    twilio_messaging_service_sid: str = ""
    twilio_messages_per_second: float = Field(
        1.0, gt=0, description="Pace of the sending number; faster sends wait in Twilio's queue."
    )
    twilio_answers_opt_out: bool = Field(
        True, description="Whether Twilio's default STOP, START and HELP handling is on."
    )
    sandbox_twilio_queue_seconds: float = Field(
        36_000, description="Longest queue of one number; beyond it a create is refused (21611)."
    )
    sandbox_delivery_seconds: float = Field(
        0.6, description="From the carrier's slot until a text is delivered."
    )

    sandbox_call_patience: float = Field(
        4.0,
        gt=0,
        description="Factor on the seconds a Gather listens: typing is slower than speaking.",
    )

    pagerduty_routing_key: SecretStr = SecretStr("0123456789abcdef0123456789abcdef")
    pagerduty_api_token: SecretStr = SecretStr("sandbox-pagerduty-api-token")
    pagerduty_service_id: str = "PSANDBX"
    pagerduty_webhook_secret: SecretStr = SecretStr("sandbox-pagerduty-webhook-secret")
    sandbox_pagerduty_events_per_minute: int = Field(
        120, description="Events accepted per integration key over a sliding minute."
    )
    sandbox_pagerduty_auto_resolve_seconds: int | None = Field(
        None, description="The service's auto_resolve_timeout; none, as a clinical service needs."
    )
    sandbox_pagerduty_acknowledgement_seconds: int | None = Field(
        None, description="The service's acknowledgement_timeout; none, as a clinical one needs."
    )

    fhir_client_id: str = "promotora-sandbox"
    fhir_tenant: str = Field("sandbox", description="Tenant in the path of the FHIR base.")

    @property
    def url(self) -> str:
        """The sandbox's own base URL, without a trailing slash."""
        if self.sandbox_url:
            return self.sandbox_url.rstrip("/")
        host = "127.0.0.1" if self.sandbox_host == "0.0.0.0" else self.sandbox_host
        return f"http://{host}:{self.sandbox_port}"
