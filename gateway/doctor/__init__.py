"""The doctor: looks at the real accounts and says in plain words what is missing."""

import sys
from collections.abc import Callable, Iterable, Iterator

import httpx
from sqlalchemy.exc import SQLAlchemyError

from gateway.doctor import accounts, house
from gateway.doctor.look import Finding
from gateway.errors import ClinicError
from gateway.settings import Settings
from gateway.vendors.delivery import Later, Undeliverable, Unsure

__all__ = ["Finding", "doctor", "report", "run"]


def doctor(settings: Settings) -> list[Finding]:
    """Everything that a production installation needs, looked at one by one.

    Nothing is changed and nobody is texted or paged. A vendor that cannot be reached is a finding,
    never the end of the visit.
    """
    visits: tuple[tuple[str, Callable[[Settings], Iterator[Finding]]], ...] = (
        ("settings", house.own_settings),
        ("database", house.database),
        ("on-call list", house.on_call),
        ("public address", house.public_address),
        ("Twilio", accounts.twilio),
        ("PagerDuty", accounts.pagerduty),
        ("chart keys", accounts.chart_keys),
        ("chart", accounts.ehr),
    )
    return [finding for subject, visit in visits for finding in _visited(subject, visit, settings)]


def run(settings: Settings) -> int:
    """Print the findings; 1 when something is missing."""
    findings = doctor(settings)
    sys.stdout.write(report(findings))
    return 0 if all(finding.ok for finding in findings) else 1


def report(findings: Iterable[Finding]) -> str:
    """The findings as lines for a terminal, the missing ones with their next step."""
    lines = []
    missing = 0
    for finding in findings:
        missing += not finding.ok
        mark = "ok      " if finding.ok else "MISSING "
        lines.append(f"{mark}{finding.subject}: {finding.words}")
        if not finding.ok:
            lines.append(f"        -> {finding.next_step}")
    lines.append(f"{missing} missing." if missing else "Nothing is missing.")
    return "\n".join(lines) + "\n"


def _visited(
    subject: str, visit: Callable[[Settings], Iterator[Finding]], settings: Settings
) -> Iterator[Finding]:
    try:
        yield from visit(settings)
    except (Later, Unsure, Undeliverable) as failure:
        yield Finding(subject, False, str(failure), "Check the address, the account and the keys.")
    except ClinicError as failure:
        yield Finding(subject, False, str(failure), failure.next_step)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as failure:
        yield Finding(subject, False, f"not a URL ({failure})", "Correct the URL in the settings.")
    except SQLAlchemyError as failure:
        words = f"cannot be used ({type(failure).__name__})"
        yield Finding(subject, False, words, "Start it, and check PROMOTORA_DATABASE_URL.")
