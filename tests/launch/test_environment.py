"""The environment of every process, from the little that an operator sets."""

from pathlib import Path

import pytest

from gateway.settings import Settings
from launch.environment import complete
from launch.processes import processes
from launch.tokens import NAMES
from launch.trouble import Trouble

VENDORS = ("TWILIO", "PAGERDUTY", "FHIR", "DATABASE", "SANDBOX", "METRICS")


def test_ports_alone_move_a_whole_installation(tmp_path: Path) -> None:
    environ = complete(
        {
            "PROMOTORA_VAR": str(tmp_path),
            "PROMOTORA_PORT": "8100",
            "PROMOTORA_RASA_PORT": "5105",
            "PROMOTORA_ACTIONS_PORT": "5155",
            "PROMOTORA_SANDBOX_PORT": "9100",
        }
    )

    assert environ["PROMOTORA_PUBLIC_BASE_URL"] == "http://127.0.0.1:8100"
    assert environ["PROMOTORA_GATEWAY_URL"] == "http://127.0.0.1:8100"
    assert environ["PROMOTORA_TWILIO_BASE_URL"] == "http://127.0.0.1:9100/twilio"
    assert environ["PROMOTORA_DATABASE_URL"] == f"sqlite:///{tmp_path}/promotora.db"
    assert {p.name: p.port for p in processes(environ, tmp_path)} == {
        "sandbox": 9100,
        "gateway": 8100,
        "worker": None,
        "actions": 5155,
        "rasa": 5105,
    }


def test_without_settings_an_installation_is_what_the_settings_say(tmp_path: Path) -> None:
    """The launcher derives addresses from ports; it must agree with the defaults written down."""
    environ = complete({"PROMOTORA_VAR": str(tmp_path)})
    standard = Settings()

    for name in ("rasa_url", "public_base_url", "twilio_base_url", "pagerduty_api_url"):
        assert environ[f"PROMOTORA_{name.upper()}"] == getattr(standard, name)
    for name in ("pagerduty_events_url", "fhir_base_url", "chart_url_template"):
        assert environ[f"PROMOTORA_{name.upper()}"] == getattr(standard, name)


def test_what_the_operator_set_wins(tmp_path: Path) -> None:
    given = {
        "PROMOTORA_VAR": str(tmp_path),
        "PROMOTORA_DATABASE_URL": "postgresql+psycopg://db/promotora",
        "PROMOTORA_RASA_TOKEN": "mine",
        "PROMOTORA_PUBLIC_BASE_URL": "https://clinic.example",
    }
    environ = complete(given)

    assert {name: environ[name] for name in given} == given


def test_tokens_are_drawn_once_for_the_owner_alone(tmp_path: Path) -> None:
    first = complete({"PROMOTORA_VAR": str(tmp_path / "a")})
    again = complete({"PROMOTORA_VAR": str(tmp_path / "a")})
    other = complete({"PROMOTORA_VAR": str(tmp_path / "b")})

    assert [first[name] for name in NAMES] == [again[name] for name in NAMES]
    assert all(first[name] != other[name] for name in NAMES)
    assert (tmp_path / "a" / "tokens.json").stat().st_mode & 0o777 == 0o600


def test_production_draws_no_vendor_secret_and_runs_no_sandbox(tmp_path: Path) -> None:
    environ = complete({"PROMOTORA_VAR": str(tmp_path), "PROMOTORA_MODE": "production"})

    assert "PROMOTORA_TWILIO_AUTH_TOKEN" not in environ
    assert "PROMOTORA_SANDBOX_PASSWORD" not in environ
    assert "PROMOTORA_TWILIO_BASE_URL" not in environ
    assert "sandbox" not in [process.name for process in processes(environ)]


def test_rasa_and_the_action_server_hold_no_vendor_credential(tmp_path: Path) -> None:
    operator = {"PROMOTORA_VAR": str(tmp_path), "PATH": "/bin", "AWS_SECRET_ACCESS_KEY": "x"}
    table = {process.name: process.env for process in processes(complete(operator))}

    for name in ("rasa", "actions"):
        assert not [key for key in table[name] if any(vendor in key for vendor in VENDORS)]
    assert "PROMOTORA_CLINICAL_TOKEN" not in table["rasa"]
    assert "PROMOTORA_RASA_TOKEN" not in table["actions"]
    assert not [name for name, env in table.items() if "AWS_SECRET_ACCESS_KEY" in env]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PROMOTORA_PORT", "abc", "PROMOTORA_PORT is 'abc', and it has to be a whole number"),
        ("PROMOTORA_RASA_PORT", "70000", "PROMOTORA_RASA_PORT is '70000'"),
        ("PROMOTORA_MODE", "prod", "PROMOTORA_MODE is 'prod'"),
        ("PROMOTORA_LEASE_SECONDS", "soon", "PROMOTORA_LEASE_SECONDS is 'soon'"),
        ("PROMOTORA_WORKERS", "many", "PROMOTORA_WORKERS is 'many'"),
    ],
)
def test_a_broken_setting_is_one_sentence_with_a_next_step(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    with pytest.raises(Trouble, match=said) as no:
        complete({"PROMOTORA_VAR": str(tmp_path), name: value})

    assert "leave it out" in no.value.next_step


def test_an_empty_setting_counts_as_not_set(tmp_path: Path) -> None:
    environ = complete({"PROMOTORA_VAR": str(tmp_path), "PROMOTORA_PORT": ""})

    assert environ["PROMOTORA_GATEWAY_URL"] == "http://127.0.0.1:8000"
    assert {p.name: p.port for p in processes(environ)}["gateway"] == 8000
