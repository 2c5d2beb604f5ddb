"""The process table: what runs, with which environment, and how to see that it is well."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launch.setup import ROOT, python_of

# What any program needs of the machine. Proxies and certificates only matter to the gateway,
# which alone talks to the outside.
MACHINE = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR")
OUTSIDE = (
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR"),
)
# Rasa and the action server hold no vendor's credential, and each only the tokens it must show
# or check; a leak in one of them opens nothing outside.
RASA = tuple(
    f"PROMOTORA_{name}"
    for name in ("RASA_TOKEN", "ACTIONS_TOKEN", "ACTIONS_URL", "RASA_TRACKER_URL")
) + ("PROMOTORA_RASA_HOST", "PROMOTORA_RASA_PORT", "PROMOTORA_RASA_MODEL")
ACTIONS = tuple(
    f"PROMOTORA_{name}"
    for name in ("ACTIONS_TOKEN", "CLINICAL_TOKEN", "GATEWAY_URL", "ACTIONS_HOST", "ACTIONS_PORT")
)


@dataclass(frozen=True)
class Process:
    """One program that has to run; `health_url` is None where running is all that can be asked."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(repr=False)  # holds tokens
    health_url: str | None
    port: int | None = None
    host: str = "127.0.0.1"


def processes(environ: Mapping[str, str], var: Path | None = None) -> list[Process]:
    """Every process of an installation, in the order in which progress is worth showing.

    `environ` is complete (launch.environment.complete). `var`, where given, must be the folder
    that environ names; it exists so that a caller cannot mix two installations.
    """
    if var is not None and Path(environ["PROMOTORA_VAR"]) != var:
        raise ValueError(f"environ belongs to {environ['PROMOTORA_VAR']}, not to {var}")
    table = [web(environ), *workers(environ), actions(environ), rasa(environ)]
    if environ.get("PROMOTORA_MODE", "sandbox") == "sandbox":
        table.insert(0, sandbox(environ))
    return table


def web(environ: Mapping[str, str]) -> Process:
    at = int(environ.get("PROMOTORA_PORT") or 8000)
    host = environ.get("PROMOTORA_HOST") or "127.0.0.1"
    return Process(
        "gateway",
        (str(python_of("gateway")), "-m", "gateway", "web"),
        whole(environ),
        f"{reachable(host, at)}/health/live",
        at,
        host,
    )


def workers(environ: Mapping[str, str]) -> list[Process]:
    """One worker, or as many as PROMOTORA_WORKERS says; all equal, Postgres coordinates them."""
    count = int(environ.get("PROMOTORA_WORKERS") or 1)
    names = ["worker"] if count == 1 else [f"worker{n}" for n in range(1, count + 1)]
    command = (str(python_of("gateway")), "-m", "gateway", "worker")
    return [Process(name, command, whole(environ), None) for name in names]


def rasa(environ: Mapping[str, str]) -> Process:
    at = int(environ.get("PROMOTORA_RASA_PORT") or 5005)
    host = environ.get("PROMOTORA_RASA_HOST") or "127.0.0.1"
    command = (str(python_of("rasa")), "-m", "nlu.launcher", "run")
    return Process(
        "rasa", command, only(environ, MACHINE + RASA), f"{reachable(host, at)}/version", at, host
    )


def actions(environ: Mapping[str, str]) -> Process:
    at = int(environ.get("PROMOTORA_ACTIONS_PORT") or 5055)
    host = environ.get("PROMOTORA_ACTIONS_HOST") or "127.0.0.1"
    command = (str(python_of("actions")), "-m", "actions.launcher")
    health = f"{reachable(host, at)}/health"
    return Process("actions", command, only(environ, MACHINE + ACTIONS), health, at, host)


def sandbox(environ: Mapping[str, str]) -> Process:
    at = int(environ.get("PROMOTORA_SANDBOX_PORT") or 9000)
    host = environ.get("PROMOTORA_SANDBOX_HOST") or "127.0.0.1"
    command = (str(python_of("gateway")), "-m", "sandbox")
    health = f"{reachable(host, at)}/sandbox/health"
    return Process("sandbox", command, whole(environ), health, at, host)


def reachable(host: str, at: int) -> str:
    """The URL under which this machine reaches a server that listens on `host`."""
    near = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    return f"http://{near}:{at}"


def whole(environ: Mapping[str, str]) -> dict[str, str]:
    """All of Promotora's settings and what the machine and the way outside need; nothing else."""
    ours = tuple(name for name in environ if name.startswith("PROMOTORA_"))
    return only(environ, MACHINE + OUTSIDE + ours)


def only(environ: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    picked = {name: environ[name] for name in names if name in environ}
    return {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), **picked}


def command_env(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a one-off gateway command (migrate, seed, doctor)."""
    return whole(environ if environ is not None else os.environ)
