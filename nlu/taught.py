"""LabelledReplies: the labelled replies of data/nlu as Rasa's training data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

FOLDER = "data/nlu"


class ReplyFileError(RasaException):
    """A file of labelled replies that cannot be used, said in one sentence with its place."""


def labelled_replies(folder: Union[str, Path] = FOLDER) -> Iterator[Dict[str, Any]]:
    """Every reply of every `*.jsonl` file, in the format of tests/evaluation and of `interpret`."""
    for path in sorted(Path(folder).glob("*.jsonl")):
        # by the line feed alone: a reply may hold other signs that Python takes for a line's end
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if line.strip():
                yield _reply(line, f"{path} line {number}")


def _reply(line: str, place: str) -> Dict[str, Any]:
    try:
        reply = json.loads(line)
        missing = [k for k in ("text", "context", "channel", "lang", "gold") if k not in reply]
    except (json.JSONDecodeError, TypeError) as wrong:
        raise ReplyFileError(f"{place}: no JSON object ({wrong}).") from wrong
    if missing or "act" not in reply["gold"]:
        raise ReplyFileError(f"{place}: {', '.join(missing) or 'gold.act'} is missing.")
    return dict(reply)


def message(reply: Mapping[str, Any]) -> Message:
    """A reply as a training example: its act is the intent, its situation stands beside it."""
    gold = reply["gold"]
    beside = {k: reply[k] for k in ("context", "channel")} | {"answer": gold.get("answer")}
    return Message.build(text=reply["text"], intent=gold["act"], intent_metadata=beside)


class LabelledReplies(TrainingDataImporter):
    """Named in config.yml beside the file importer; a new language is a new file."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
        folder: str = FOLDER,
    ) -> None:
        self.folder = folder

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        return TrainingData([message(reply) for reply in labelled_replies(self.folder)])

    def get_domain(self) -> Domain:
        return Domain.empty()

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        return StoryGraph([])

    def get_conversation_tests(self) -> StoryGraph:
        return StoryGraph([])

    def get_config(self) -> Dict[str, Any]:
        return {}

    def get_config_file_for_auto_config(self) -> Optional[str]:
        return None
