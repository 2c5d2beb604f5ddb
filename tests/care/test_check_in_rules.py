"""What people write about asking."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gateway import check_ins
from gateway.errors import BadRules
from gateway.settings import Settings
from gateway.wiring import wire
from tests.clinic import PROTOCOLS, Clinic

FILES = ("check_ins.yml", "ladders.yml", "conditions.yml", "escalation.yml")


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "find", "put", "told"),
    [
        ("check_ins.yml", "every: day, ", "every: hour, ", "every 'hour'"),
        ("check_ins.yml", 'at: "08:00"', "at: 8:00", "time"),
        ("check_ins.yml", 'at: "08:00"', 'at: "25:00"', "hour must be"),
        ("check_ins.yml", "on: monday", "on: lunes", "symptom"),
        ("check_ins.yml", "on: 1,", "on: 31,", "review"),
        ("check_ins.yml", "for: [hypertension], ", "for: [gout], ", "gout"),
        ("check_ins.yml", "  glucose:", "  sugar:", "glucose"),
        ("check_ins.yml", "clinic: ", "hospital: ", "clinic"),
        ("check_ins.yml", "late_after: 3 hours", "late_after: later", "duration"),
        ("ladders.yml", "do: call", "do: fax", "fax"),
        ("ladders.yml", "wait: 0 minutes", "wait: 5 minutes", "first rung"),
        ("ladders.yml", "  - {do: task", "  # - {do: task", "last rung"),
        ("ladders.yml", "rungs:", "steps:", "rungs"),
        ("ladders.yml", "rungs:", "rungs: [", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_with_its_name(
    tmp_path: Path, name: str, find: str, put: str, told: str
) -> None:
    for file in FILES:
        written = (PROTOCOLS / file).read_text()
        assert file != name or find in written
        changed = written.replace(find, put, 1) if file == name else written
        (tmp_path / file).write_text(changed)

    with pytest.raises(BadRules, match=told) as refusal:
        check_ins.load(tmp_path)
    assert name in str(refusal.value)


def test_the_fixed_texts_name_the_practice(tmp_path: Path) -> None:
    here = wire(Settings(database_url=f"sqlite:///{tmp_path}/clinic.db"))

    assert here.rules.words.fixed("es", "stopped").startswith(f"{here.check_in_rules.clinic}: ")


def test_the_defaults_are_the_reference_protocols(clinic: Clinic) -> None:
    times = {kind: question.at for kind, question in clinic.asking.questions.items()}

    assert {"bp": "08:00", "glucose": "07:00", "weight": "06:00"}.items() <= times.items()
    due = [
        rung.due(utc("2026-03-03 13:00"), str(date(2026, 3, 3)), "America/New_York")
        for rung in clinic.asking.ladder.rungs
    ]
    assert due == [
        utc("2026-03-03 13:00"),
        utc("2026-03-03 17:00"),
        utc("2026-03-04 15:00"),
        utc("2026-03-05 13:00"),
    ]
