"""From what the operator set to the complete environment of every process."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr, ValidationError

from gateway.settings import Settings
from launch.tokens import BETWEEN_OWN_PROCESSES, tokens
from launch.trouble import Trouble

PREFIX = "PROMOTORA_"


@dataclass(frozen=True)
class LaunchSetting:
    """A setting that only the launcher, Rasa, the action server or the sandbox reads."""

    name: str
    default: str
    description: str


LAUNCH_SETTINGS = (
    LaunchSetting("PROMOTORA_VAR", "var", "Folder of everything this installation writes."),
    LaunchSetting("PROMOTORA_RASA_PORT", "5005", "Port Rasa listens on."),
    LaunchSetting("PROMOTORA_ACTIONS_PORT", "5055", "Port the action server listens on."),
    LaunchSetting("PROMOTORA_SANDBOX_PORT", "9000", "Port the sandbox listens on."),
    LaunchSetting("PROMOTORA_RASA_HOST", "127.0.0.1", "Address Rasa listens on."),
    LaunchSetting("PROMOTORA_ACTIONS_HOST", "127.0.0.1", "Address the action server listens on."),
    LaunchSetting("PROMOTORA_SANDBOX_HOST", "127.0.0.1", "Address the sandbox listens on."),
    LaunchSetting(
        "PROMOTORA_ACTIONS_TOKEN",
        "drawn at the first start",
        "Token with which Rasa calls the action server.",
    ),
    LaunchSetting(
        "PROMOTORA_ACTIONS_URL",
        "http://127.0.0.1:PROMOTORA_ACTIONS_PORT",
        "Where Rasa finds the action server.",
    ),
    LaunchSetting(
        "PROMOTORA_GATEWAY_URL",
        "http://127.0.0.1:PROMOTORA_PORT",
        "Where the action server and the sandbox find the gateway.",
    ),
    LaunchSetting(
        "PROMOTORA_RASA_TRACKER_URL",
        "sqlite:///var/rasa.db",
        "Rasa's tracker store as an SQLAlchemy 1.4 URL, e.g. postgresql+psycopg2://user@host/rasa.",
    ),
    LaunchSetting(
        "PROMOTORA_RASA_MODEL",
        "",
        "Model file to serve; if not set, the one trained from the present sources.",
    ),
    LaunchSetting("PROMOTORA_SANDBOX_DB", "var/sandbox.db", "File with the sandbox's memory."),
    LaunchSetting(
        "PROMOTORA_SQLITE_SYNCHRONOUS",
        "FULL",
        "SQLite's promise at a commit; tests set OFF, which survives a kill but no power cut.",
    ),
    LaunchSetting("PROMOTORA_WORKERS", "1", "Gateway workers to start; all equal."),
)
DEFAULTS = {setting.name: setting.default for setting in LAUNCH_SETTINGS}


def complete(operator: Mapping[str, str]) -> dict[str, str]:
    """Everything the operator left out, filled in: addresses from the ports, files from the
    folder, tokens from `var/tokens.json`. What the operator did set always wins.

    Raises Trouble for a setting that cannot be right, before anything is started.
    """
    var = Path(operator.get("PROMOTORA_VAR") or DEFAULTS["PROMOTORA_VAR"])
    filled = {"PROMOTORA_VAR": str(var), **addresses(operator), **files(var)}
    # An empty value means "not set", as it does to Docker and systemd.
    given = {name: text for name, text in operator.items() if text or name[:10] != PREFIX}
    whole_number(operator, "PROMOTORA_WORKERS", 1, 64)
    settings = checked({**filled, **given})
    drawn = tokens(var)
    if settings.production:  # the vendors' secrets are theirs to give, never ours to invent
        drawn = {name: drawn[name] for name in BETWEEN_OWN_PROCESSES}
    return {**filled, **drawn, **given}


def addresses(operator: Mapping[str, str]) -> dict[str, str]:
    """The loopback address of each process, from its port."""
    gateway = f"http://127.0.0.1:{port(operator, 'PROMOTORA_PORT', '8000')}"
    sandbox = f"http://127.0.0.1:{port(operator, 'PROMOTORA_SANDBOX_PORT')}"
    ours = {
        "PROMOTORA_GATEWAY_URL": gateway,
        "PROMOTORA_PUBLIC_BASE_URL": gateway,
        "PROMOTORA_RASA_URL": f"http://127.0.0.1:{port(operator, 'PROMOTORA_RASA_PORT')}",
        "PROMOTORA_ACTIONS_URL": f"http://127.0.0.1:{port(operator, 'PROMOTORA_ACTIONS_PORT')}",
    }
    if operator.get("PROMOTORA_MODE") == "production":
        return ours
    return ours | {
        "PROMOTORA_TWILIO_BASE_URL": f"{sandbox}/twilio",
        "PROMOTORA_PAGERDUTY_EVENTS_URL": f"{sandbox}/pagerduty",
        "PROMOTORA_PAGERDUTY_API_URL": f"{sandbox}/pagerduty/api",
        "PROMOTORA_FHIR_BASE_URL": f"{sandbox}/fhir/sandbox",
        "PROMOTORA_CHART_URL_TEMPLATE": f"{sandbox}/chart/{{patient_id}}",
    }


def files(var: Path) -> dict[str, str]:
    """The files of an installation, all below its folder."""
    return {
        "PROMOTORA_DATABASE_URL": f"sqlite:///{var}/promotora.db",
        "PROMOTORA_RASA_TRACKER_URL": f"sqlite:///{var}/rasa.db",
        "PROMOTORA_SANDBOX_DB": f"{var}/sandbox.db",
        "PROMOTORA_FHIR_KEY_FILE": f"{var}/keys/fhir.json",
    }


def port(operator: Mapping[str, str], name: str, default: str | None = None) -> int:
    """A TCP port from the environment, or Trouble."""
    return whole_number(operator, name, 1, 65535, default)


def whole_number(
    operator: Mapping[str, str], name: str, low: int, high: int, default: str | None = None
) -> int:
    """A number from `low` to `high`, both allowed, or Trouble with what would be right."""
    text = operator.get(name) or default or DEFAULTS[name]
    if text.isdecimal() and low <= int(text) <= high:
        return int(text)
    raise Trouble(
        f"{name} is {text!r}, and it has to be a whole number from {low} to {high}.",
        f"Set it right or leave it out: `{name}={default or DEFAULTS[name]} make up`.",
    )


def checked(environ: Mapping[str, str]) -> Settings:
    """The gateway's settings as this environment gives them; Trouble names the first wrong one."""
    given = {
        name: environ[PREFIX + name.upper()]
        for name in Settings.model_fields
        if PREFIX + name.upper() in environ
    }
    try:
        return Settings(**given)  # type: ignore[arg-type]  # text, as from the environment
    except ValidationError as wrong:
        first = wrong.errors()[0]
        name = str(first["loc"][0])
        secret = Settings.model_fields[name].annotation is SecretStr
        shown = "has a value" if secret else f"is {first['input']!r},"
        raise Trouble(
            f"{PREFIX}{name.upper()} {shown} that cannot be used: {first['msg'].lower()}.",
            "Set it right or leave it out; docs/reference/settings.md explains every setting.",
        ) from None
