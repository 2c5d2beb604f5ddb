"""What an installation is made of, put together once per process."""

from dataclasses import dataclass
from pathlib import Path

from gateway import check_ins, escalations, protocols, safety_net, triage
from gateway.check_ins import CheckInRules
from gateway.clock import Clock
from gateway.conversation.rules import Rules
from gateway.db import Database
from gateway.errors import ClinicError
from gateway.escalations import EscalationRules
from gateway.settings import Settings
from gateway.timers import ClockOffset
from gateway.triage import TriageRules


class NotForProduction(ClinicError):
    code = "not_for_production"
    next_step = "Set them to secrets of your own; `python -m gateway doctor` lists what is missing."

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Production refuses the published value of {', '.join(names)}.")


@dataclass(frozen=True)
class Wiring:
    """Settings, database, the one clock, and everything people wrote, proved at start."""

    settings: Settings
    db: Database
    clock: Clock
    rules: Rules
    check_in_rules: CheckInRules
    escalation_rules: EscalationRules
    triage_rules: TriageRules


def wire(settings: Settings, clock: Clock | None = None) -> Wiring:
    """Read and prove the rules, then open the database.

    Raises:
        NotForProduction: a secret has the value that stands in the source.
        BadRules: a protocol, ladder, vital or language file is wrong; the message says where.
    """
    if settings.production and (open_secrets := settings.published()):
        raise NotForProduction(open_secrets)
    data, written = Path(settings.data_dir), Path(settings.protocols_dir)
    asking = check_ins.load(written, calls=settings.twilio_calls)
    escalating = escalations.load_rules(written)
    words = safety_net.read_words(data / "languages", clinic=asking.clinic)
    rules = Rules(
        protocols=protocols.load(written, data / "vitals.yml"),
        words=words,
        carrier_confirms=settings.twilio_answers_opt_out,
    )
    db = Database(settings.database_url)
    care_time = clock or rehearsed_clock(settings, db)
    urgency = triage.load_rules(written)
    return Wiring(settings, db, care_time, rules, asking, escalating, urgency)


def rehearsed_clock(settings: Settings, db: Database) -> Clock:
    """The machine's clock in production; elsewhere one that the sandbox can move."""
    return Clock() if settings.production else Clock(lambda: _offset(db))


def _offset(db: Database) -> float:
    with db.reading() as session:
        moved = session.get(ClockOffset, 1)
        return moved.seconds if moved else 0.0
