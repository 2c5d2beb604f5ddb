"""What an operator can run; `python -m gateway help` lists it."""

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn

from gateway import logs, nightly, staff
from gateway.clock import Clock
from gateway.console import people
from gateway.db import Database
from gateway.doctor import run as examine
from gateway.main import create_app
from gateway.migrations import migrate as bring_up_to_date
from gateway.settings import Settings
from gateway.vendors.ehr import chart
from gateway.vendors.ehr import keys as key_files
from gateway.wiring import wire
from gateway.worker import Worker


def web(settings: Settings, _arguments: Sequence[str]) -> int:
    """Serve webhooks, the clinical API and the console."""
    logs.start()
    app = create_app(wire(settings))
    gc.collect()
    gc.freeze()  # looking through what the start read would stop a webhook for 0.25 s
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        log_config=None,  # the gateway's own, which quotes no exception
        proxy_headers=False,
        server_header=False,
    )
    return 0


def worker(settings: Settings, _arguments: Sequence[str]) -> int:
    """Advance timers, drain the inbox, carry the outbox, until stopped."""
    logs.start()
    Worker(wire(settings)).run()
    return 0


def migrate(settings: Settings, _arguments: Sequence[str]) -> int:
    """Bring the database to the newest schema."""
    db = Database(settings.database_url)
    bring_up_to_date(db)
    db.close()
    return 0


def keys(settings: Settings, arguments: Sequence[str]) -> int:
    """Make the private key by which the chart knows us, if there is none; add, promote, retire."""
    path = Path(settings.fhir_key_file)
    if not arguments and path.exists():
        return 0
    code, said = key_files.run(arguments or ["make"], path)
    sys.stdout.write(said)
    return code


def seed(settings: Settings, _arguments: Sequence[str]) -> int:
    """Sandbox only: people who may sign in, with the sandbox's password."""
    db = Database(settings.database_url)
    with db.transaction() as session:
        people.seed_sandbox(session, settings, now=Clock().now())
    db.close()
    return 0


def sync(settings: Settings, _arguments: Sequence[str]) -> int:
    """Read the cohort from the chart now; the worker does so every night."""
    logs.start()
    wiring = wire(settings)
    ehr = chart(settings, now=wiring.clock.now)
    nightly.read_cohort(wiring.db, ehr, wiring.check_in_rules, wiring.clock)
    return 0


def people_at_work(settings: Settings, arguments: Sequence[str]) -> int:
    """Who may sign in: list, add, retire."""
    return staff.run(settings, arguments)


def doctor(settings: Settings, _arguments: Sequence[str]) -> int:
    """Check the real accounts' settings and say in plain words what is missing."""
    return examine(settings)


Command = Callable[[Settings, Sequence[str]], int]
COMMANDS: dict[str, Command] = {
    "web": web,
    "worker": worker,
    "migrate": migrate,
    "keys": keys,
    "seed": seed,
    "sync": sync,
    "people": people_at_work,
    "doctor": doctor,
}


def usage() -> str:
    """One line per command."""
    lines = [f"  {name:8} {command.__doc__}" for name, command in COMMANDS.items()]
    return "python -m gateway <command>\n" + "\n".join(lines) + "\n"
