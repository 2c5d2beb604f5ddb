"""The house's limits hold, and the tests that say so can fail."""

from pathlib import Path

import pytest

from checks.limits import complaints


def test_the_house_keeps_its_limits() -> None:
    found = complaints()

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("path", "source", "said"),
    [
        ("gateway/a.py", '"""A."""\ndef f():\n' + "    x = 1\n" * 40, "f has 41 lines"),
        ("gateway/b.py", '"""B."""\n' + "x = 1\n" * 250, "the file has 251 lines"),
        ("gateway/utils.py", '"""C."""\n', "'utils' names no subject"),
        ("actions/common/d.py", '"""D."""\n', "'common' names no subject"),
        ("gateway/e.py", "x = 1\n", "no docstring"),
        ("gateway/f.py", '"""F."""\nat = datetime.now(UTC)\n', "datetime.now reads a clock"),
        ("gateway/g.py", '"""G."""\nat = time.time()\n', "time.time reads a clock"),
        ("gateway/h.py", '"""H."""\nfrom time import time\n', "time.time reads a clock"),
        ("gateway/i.py", '"""I."""\nx = Column(default=datetime.utcnow)\n', "datetime.utcnow"),
        ("gateway/j.py", '"""J."""\nx = Column(server_default=func.now())\n', "func.now"),
        ("nlu/k.py", '"""K."""\ntry:\n    x = 1\nexcept:\n    x = 2\n', "catches even Ctrl-C"),
        ("nlu/l.py", '"""L."""\ntry:\n    x = 1\nexcept Exception:\n    pass\n', "without a trace"),
    ],
)
def test_a_breach_is_told_with_its_place(tmp_path: Path, path: str, source: str, said: str) -> None:
    place = tmp_path / path
    place.parent.mkdir(parents=True)
    place.write_text(source, "utf-8")

    [complaint] = complaints(tmp_path)

    assert complaint.startswith(f"{path}:")
    assert said in complaint


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("gateway/clock.py", '"""The clock."""\nat = datetime.now(UTC)\n'),
        ("sandbox/a.py", '"""Another process, another clock."""\nat = datetime.now(UTC)\n'),
        ("gateway/b.py", '"""B."""\nat = clock.now()\nlasted = time.monotonic()\n'),
        ("gateway/migrations/versions/c.py", '"""Alembic\'s."""\n' + "x = 1\n" * 300),
        ("var/utils.py", "x = 1\n"),
    ],
)
def test_what_is_allowed_is_not_told(tmp_path: Path, path: str, source: str) -> None:
    place = tmp_path / path
    place.parent.mkdir(parents=True)
    place.write_text(source, "utf-8")

    assert complaints(tmp_path) == []
