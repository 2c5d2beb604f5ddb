"""The labelled replies of data/nlu: what the classifier learns from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator, Mapping, Union

from rasa.shared.exceptions import RasaException

from nlu.replies import BadLine, replies

FOLDER = "data/nlu"
NEEDED = ("context", "channel", "lang", "gold")


class ReplyFileError(RasaException):
    """A file of labelled replies that cannot be used, said in one sentence with its place."""


def labelled_replies(folder: Union[str, Path] = FOLDER) -> Iterator[Mapping[str, Any]]:
    """Every reply of every `*.jsonl` file, in the format of tests/evaluation and of `interpret`."""
    for path in sorted(Path(folder).glob("*.jsonl")):
        # by the line feed alone: a reply may hold other signs that Python takes for a line's end
        for line in replies(path.read_bytes().split(b"\n")):
            place = f"{path} line {line.number}"
            if isinstance(line, BadLine):
                raise ReplyFileError(f"{place}: {line.why}.")
            if missing := [key for key in NEEDED if key not in line.told]:
                raise ReplyFileError(f"{place}: {', '.join(missing)} is missing.")
            yield line.told


def holds(gold: Mapping[str, Any], reading: Mapping[str, Any]) -> bool:
    """Whether a label holds this reading, its pulse aside."""
    wanted = {key: value for key, value in reading.items() if key != "pulse"}
    return any(wanted.items() <= dict(labelled).items() for labelled in gold["readings"])
