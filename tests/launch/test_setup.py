"""Setting up costs nothing when it is done, and says what it needs when it cannot go on."""

import json
import sys
from pathlib import Path

import pytest

from launch import model, setup
from launch.setup import fresh, lock_digest, new_enough, python_of, stamp_file
from launch.trouble import Trouble


@pytest.fixture
def synced(tmp_path: Path) -> Path:
    """A project whose gateway environment was made from its lock, with the tools."""
    (tmp_path / "uv.lock").write_text("version = 1\n", "utf-8")
    python_of("gateway", tmp_path).parent.mkdir(parents=True)
    python_of("gateway", tmp_path).touch()
    stamp = {"lock": lock_digest(tmp_path), "groups": ["gateway", "tools"]}
    stamp_file("gateway", tmp_path).write_text(json.dumps(stamp), "utf-8")
    return tmp_path


def test_an_environment_made_from_this_lock_is_left_alone(synced: Path) -> None:
    assert fresh("gateway", ["gateway"], synced)
    assert fresh("gateway", ["gateway", "tools"], synced)


def test_an_environment_is_made_again_when_the_lock_changed(synced: Path) -> None:
    (synced / "uv.lock").write_text("version = 2\n", "utf-8")

    assert not fresh("gateway", ["gateway"], synced)


def test_an_environment_without_what_is_asked_for_is_made_again(synced: Path) -> None:
    assert not fresh("gateway", ["gateway", "docs"], synced)
    assert not fresh("rasa", ["rasa"], synced)


def test_half_an_environment_is_made_again(synced: Path) -> None:
    stamp_file("gateway", synced).write_text('{"lock": ', "utf-8")

    assert not fresh("gateway", ["gateway"], synced)


def test_another_python_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 13, 1, "final", 0))

    with pytest.raises(Trouble, match=r"Python 3.11 is needed, this is 3.13.1") as no:
        setup.right_python()

    assert "make up PYTHON=" in no.value.next_step


@pytest.mark.parametrize(
    ("says", "enough"),
    [("uv 0.13.8 (x86_64)", True), ("uv 1.0.0", True), ("uv 0.4.30", False), ("no", False)],
)
def test_an_old_uv_is_not_used(tmp_path: Path, says: str, enough: bool) -> None:
    program = tmp_path / "uv"
    program.write_text(f"#!/bin/sh\necho '{says}'\n", "utf-8")
    program.chmod(0o755)

    assert new_enough(program) is enough


def test_a_training_that_fails_shows_rasas_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "print('nlu/en.yml: intent accept is empty'); raise SystemExit(1)"
    monkeypatch.setattr(model, "launcher", lambda: [sys.executable, "-c", broken])

    with pytest.raises(Trouble, match="intent accept is empty") as no:
        model.train(tmp_path / "log" / "training.log")

    assert "training.log" in no.value.next_step
