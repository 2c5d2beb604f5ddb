"""Which model is served: the one of these sources, whole, or none with a clear sentence."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from nlu import fits, launcher
from nlu.without_tensorflow import TensorFlowIsMissing, install


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "data/words.yml").write_text("over: [sobre]\n")
    (tmp_path / "config.yml").write_text("recipe: default.v1\n")
    return tmp_path


def trained(project: Path) -> fits.Model:
    path = fits.model_for(fits.fingerprint(project), project / "models")
    inside = project / "metadata.json"
    inside.write_text(json.dumps({"model_id": "abc"}))
    with tarfile.open(path, "w:gz") as archive:
        archive.add(inside, "metadata.json")
    return fits.keep_note(path, 4.2)


def test_a_model_of_these_sources_fits(project: Path) -> None:
    model = trained(project)

    assert fits.fitting(project / "models", project) == model
    assert model.model_id == "abc"


def test_a_changed_word_needs_another_model(project: Path) -> None:
    trained(project)
    (project / "data/words.yml").write_text("over: [sobre, con]\n")

    assert fits.fitting(project / "models", project) is None


def test_a_half_written_model_does_not_fit(project: Path) -> None:
    model = trained(project)
    model.path.write_bytes(model.path.read_bytes()[:-10])

    assert fits.fitting(project / "models", project) is None


def test_without_a_model_rasa_does_not_start(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.delenv("PROMOTORA_RASA_MODEL", raising=False)

    with pytest.raises(SystemExit, match="Next step: make train"):
        launcher.chosen()


def test_a_named_model_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMOTORA_RASA_MODEL", "models/gone.tar.gz")

    with pytest.raises(SystemExit, match="does not exist"):
        launcher.chosen()


def test_the_command_says_whether_a_model_fits(model: fits.Model) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "nlu.fits"], capture_output=True, text=True, check=False
    )

    assert asked.returncode == 0
    assert model.model_id in asked.stdout


def test_tensorflow_is_refused_only_when_it_is_used() -> None:
    install()
    import tensorflow as tf

    assert issubclass(tf.keras.Model, object)
    with pytest.raises(TensorFlowIsMissing, match="not installed"):
        tf.constant([1.0])


def test_a_log_line_keeps_no_words_of_a_message() -> None:
    line = launcher.withhold(None, "info", {"event": "rest.failure", "text": "138/82", "step": 2})

    assert line == {"event": "rest.failure", "text": "withheld", "step": 2}


def test_debug_logs_are_refused() -> None:
    with pytest.raises(SystemExit, match="patients' words"):
        launcher.run(["--debug"])


def test_telemetry_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RASA_TELEMETRY_ENABLED", raising=False)
    launcher.prepare()

    assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"


def test_rasas_own_check_of_the_data_has_no_complaint() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "nlu.launcher", "validate"],
        capture_output=True,
        text=True,
        check=False,
    )
    said = checked.stdout + checked.stderr

    assert checked.returncode == 0, said
    for complaint in ("is not used in any", "not found in the NLU", "multiple different intents"):
        assert complaint not in said
