"""What an installation needs before its processes start, without a process for each of it."""

from collections.abc import Mapping
from pathlib import Path

from gateway.clock import machine_now
from gateway.console import people
from gateway.db import Database
from gateway.migrations import migrate
from gateway.vendors.ehr import keys
from launch.environment import checked


def furnish(environ: Mapping[str, str], db: Database) -> None:
    """What the commands `keys`, `migrate`, `seed` do; each alone takes three seconds to start."""
    settings = checked(environ)
    keys.run(["make"], Path(settings.fhir_key_file))
    migrate(db)
    with db.transaction() as session:
        people.seed_sandbox(session, settings, now=machine_now())
