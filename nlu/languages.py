"""LanguageImporter: `says` of data/languages as Rasa responses, conditioned on `language`."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Dict, List, Optional, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

DEFAULT_LANGUAGE = "en"  # its texts carry no condition: they answer when the slot is empty
REQUIRED = {"language": str, "name": str, "says": dict, "hears": dict}


class LanguageFileError(RasaException):
    """A language file that cannot be used, said in one sentence with its place."""


def read_languages(folder: Union[str, Path]) -> Dict[str, Dict[str, Any]]:
    """Every language file by its code, the default language first."""
    files = sorted(Path(folder).glob("*.yml"))
    languages = {path.stem: read_language(path) for path in files}
    if DEFAULT_LANGUAGE not in languages:
        raise LanguageFileError(f"{folder}/{DEFAULT_LANGUAGE}.yml is missing: it is the default.")
    return dict(sorted(languages.items(), key=lambda kept: kept[0] != DEFAULT_LANGUAGE))


def read_language(path: Path) -> Dict[str, Any]:
    """One language file. YAML 1.2: `yes` and `no` stay words."""
    try:
        told = _parsed(path.read_text("utf-8"))
    except MarkedYAMLError as wrong:
        line = (wrong.problem_mark.line + 1) if wrong.problem_mark else 1
        raise LanguageFileError(f"{path} line {line}: {wrong.problem or wrong}.") from wrong
    if not isinstance(told, dict):
        raise LanguageFileError(f"{path} line 1: a language file is a list of `name: value` lines.")
    for key, kind in REQUIRED.items():
        if not isinstance(told.get(key), kind):
            raise LanguageFileError(f"{path} line {_line(path, key)}: `{key}` is missing or wrong.")
    for name, said in told["says"].items():
        if not said or not all(isinstance(text, str) for text in _variants(said)):
            raise LanguageFileError(f"{path} line {_line(path, name)}: `{name}` must be a text.")
    if told["language"] != path.stem:
        line = _line(path, "language")
        raise LanguageFileError(f"{path} line {line}: `language` must be {path.stem}, as the file.")
    return told


@functools.cache
def _parsed(text: str) -> Any:
    """Training asks for the same files six times; a slow, exact reader need read them once."""
    return YAML(typ="safe", pure=True).load(text)


def _line(path: Path, key: Any) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next((n for n, text in enumerate(lines, 1) if text.strip().startswith(f"{key}:")), 1)


def _variants(said: Any) -> List[Any]:
    return said if isinstance(said, list) else [said]


def responses(languages: Dict[str, Dict[str, Any]]) -> Dict[str, List[Dict[str, Any]]]:
    """Rasa's responses: every text of every language, the default language unconditioned."""
    joined: Dict[str, List[Dict[str, Any]]] = {}
    for code, told in languages.items():
        for name, said in told["says"].items():
            for text in _variants(said):
                joined.setdefault(name, []).append({"text": text, **_condition(code)})
    return joined


def _condition(code: str) -> Dict[str, Any]:
    if code == DEFAULT_LANGUAGE:
        return {}
    return {"condition": [{"type": "slot", "name": "language", "value": code}]}


class LanguageImporter(TrainingDataImporter):
    """Joins the languages' texts into the domain; named in config.yml beside the file importer."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
        folder: str = "data/languages",
    ) -> None:
        self.folder = folder

    def get_domain(self) -> Domain:
        return Domain.from_dict({"responses": responses(read_languages(self.folder))})

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        return StoryGraph([])

    def get_conversation_tests(self) -> StoryGraph:
        return StoryGraph([])

    def get_config(self) -> Dict[str, Any]:
        return {}

    def get_config_file_for_auto_config(self) -> Optional[str]:
        return None

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        return TrainingData()
