"""What every peer is given, and how what it made is counted: by the product's own scoring."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers import spoken
from nlu.replies import BadLine, replies
from nlu.scoring import Measure, Pair, measures

EVALUATION = Path("tests/evaluation")
SHOWN = 8  # harms and shares; who is served worse is not compared


@dataclass(frozen=True)
class Row:
    """How many of a form's numbers or pressures were read exactly."""

    example: str
    lang: str
    right: int
    among: int


def labelled(folder: Path = EVALUATION) -> list[Mapping[str, Any]]:
    """Every labelled reply of the folder; a line that is none would falsify the count."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in replies(path.read_bytes().split(b"\n")):
            if isinstance(line, BadLine):
                raise SystemExit(f"{path}: {line}")
            found.append(line.told)
    return found


def task(golden: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Replies without their labels and tags, pressures as spoken replies, and numbers in words."""
    hidden = ("gold", "tags", "id")
    return {
        "replies": [{k: v for k, v in reply.items() if k not in hidden} for reply in golden],
        "spoken": [
            {"text": form.said(top, bottom), "context": "bp", "channel": "voice", "lang": form.lang}
            for form, top, bottom in spoken.pressures()
        ],
        "numbers": [(form.said(n), form.lang) for form, n in spoken.numbers()],
    }


def scored(
    golden: Sequence[Mapping[str, Any]], made: Sequence[Mapping[str, Any]]
) -> Sequence[Measure]:
    pairs: list[Pair] = list(zip(golden, made, strict=True))
    found: list[Measure] = measures(pairs)
    return found[:SHOWN]


def numbers_read(made: Sequence[Sequence[float]]) -> list[Row]:
    """Exactly: one number was found, and it is the one that was said."""
    told = zip(spoken.numbers(), made, strict=True)
    return list(rows((form, found == [n]) for (form, n), found in told))


def pressures_read(made: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Exactly: this pressure and nothing else would be charted."""
    told = zip(spoken.pressures(), made, strict=True)
    return list(rows((form, charts(one, top, low)) for (form, top, low), one in told))


def charts(made: Mapping[str, Any], top: int, bottom: int) -> bool:
    wanted = {"type": "blood_pressure", "systolic": top, "diastolic": bottom, "pulse": None}
    return list(made["readings"]) == [wanted]


def rows(told: Iterator[tuple[spoken.Form, bool]]) -> Iterator[Row]:
    by_form: dict[spoken.Form, list[bool]] = {}
    for form, right in told:
        by_form.setdefault(form, []).append(right)
    for form, rights in by_form.items():
        yield Row(form.name, form.lang, sum(rights), len(rights))
