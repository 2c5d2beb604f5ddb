"""docs/benchmarks-peers.md: the tables, what each peer is, and how to repeat it."""

import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from textwrap import fill
from typing import Any

import psutil

from benchmarks.peers import diet
from benchmarks.peers.environments import PEERS as FOLDER
from benchmarks.peers.task import Row, numbers_read, pressures_read, scored
from nlu.scoring import Measure

TITLES = {
    "promotora": "Promotora",
    "regex": "regex bot",
    "recognizers": "regex bot with recognizers-text",
    "diet": "Rasa's DIET",
}
HEAD = """# Peers on the same replies

Measured {day:%Y-%m-%d} by `make bench-peers` on {machine},
with other work on the machine: one run, the same {count:,} labelled replies of `tests/evaluation`,
the same scoring (`nlu/scoring.py`). No peer is shown a label. Each reads alone on one core; replies
a second are of its own CPU time. The counts, of the replies in which the error can happen, stand in
the order of harm; fewer are better.
"""
ABOUT = {
    "promotora": """the trained model, as live conversation and `make interpret` use it. It was
  built on the same `data/nlu`, by the people who wrote the contract and this page.""",
    "regex": """`benchmarks/peers/afternoon.py` with the lists in `keywords.py`: an afternoon's
  work from the contract, mended on replies of `data/nlu` and on the spoken pressures above, never
  on the labelled replies it is scored on. It reads no number words. Few patients of `data/nlu` name
  their emergency ("chest pain"), and a list hears only those.""",
    "recognizers": """the same bot, number words put into digits first by Microsoft's
  recognizers-text, in the patient's language. The two numbers of a pressure are given to it apart,
  since it reads "138 over 82" as a fraction. Its package for units takes "142 mg/dL" for 142 mg,
  so units stay with the bot.""",
    "diet": """the stock pipeline in `benchmarks/peers/diet.py`, taught {replies:,} of the {of:,}
  replies of `data/nlu` in {epochs} epochs ({seconds:.0f} s). More of both may raise it, and would
  take hours instead of minutes. Intents are the acts, with the answer; the open question stands in
  front of the text, because without it no model knows what "1" answers. The labels mark no words,
  so what is charted is read by the regexes of the bot.""",
}
REPEAT = """
## Repeat it

    make bench-peers

installs the peers' environments under `var/peers` from the pins beside the code (DIET's takes
1.9 GB), trains DIET once ({replies:,} replies, {epochs} epochs, some ten minutes on two cores) and
writes this page. A peer that cannot be installed is named here, and the others are measured all the
same."""
Answers = Mapping[str, Mapping[str, Any]]  # peer -> what benchmarks/peers/read.py wrote of it


def page(golden: Sequence[Mapping[str, Any]], answers: Answers, missing: Mapping[str, str]) -> str:
    lines = [
        head(len(golden)),
        *safety(golden, answers),
        *(f"\nNot measured: {TITLES[peer]} ({why})." for peer, why in missing.items()),
        *words(answers),
        *about(answers),
        REPEAT.format(replies=diet.REPLIES, epochs=diet.EPOCHS),
    ]
    return "\n".join(lines) + "\n"


def head(count: int) -> str:
    return HEAD.format(day=datetime.now(UTC), machine=machine(), count=count)


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    cores, system = psutil.cpu_count(), platform.system()
    return f"{cores} cores, {memory:.0f} GiB, {system} {platform.machine()}"


def safety(golden: Sequence[Mapping[str, Any]], answers: Answers) -> Iterator[str]:
    """A column a peer; what harms first."""
    yield from table_head(["", *(TITLES[peer] for peer in answers)])
    columns = [scored(golden, answer["made"]) for answer in answers.values()]
    for across in zip(*columns, strict=True):
        yield row([across[0].name, *map(cell, across)])
    yield row(["replies a second, one core", *(f"{a['per_second']:.0f}" for a in answers.values())])


def cell(measure: Measure) -> str:
    if measure.value is None:
        return "-"
    if measure.count is None:
        return f"{measure.value:.1f} %"
    return f"{measure.count} of {measure.among} ({measure.value:.1f} %)"


def words(answers: Answers) -> Iterator[str]:
    """Numbers in words by the two that read them; spoken pressures by all."""
    yield "\n## Number words\n\nRead exactly, of the numbers from 0 to 999 in words:\n"
    readers = {peer: answer for peer, answer in answers.items() if answer["numbers"] is not None}
    titles = [TITLES[peer].replace("regex bot with ", "") for peer in readers]
    yield from table_head(["said as", *titles])
    yield from compared([numbers_read(answer["numbers"]) for answer in readers.values()])
    yield '\nPromotora leaves a lone zero, and a lone "once", which is also English, on purpose.'
    yield "\nSpoken pressures under an open pressure check-in, charted exactly:\n"
    yield from table_head(["said as", *(TITLES[peer] for peer in answers)])
    yield from compared([pressures_read(answer["spoken"]) for answer in answers.values()])


def compared(columns: Sequence[Sequence[Row]]) -> Iterator[str]:
    for across in zip(*columns, strict=True):
        counts = (f"{one.right} of {one.among}" for one in across)
        yield row([f"{across[0].example} ({across[0].lang})", *counts])


def about(answers: Answers) -> Iterator[str]:
    yield "\n## Who they are\n"
    for peer, answer in answers.items():
        versions = ", ".join(f"{name} {number}" for name, number in answer["versions"].items())
        told = f"- **{TITLES[peer]}** ({versions}): {ABOUT[peer].format(**taught(peer))}"
        yield fill(" ".join(told.split()), 100, subsequent_indent="  ", break_on_hyphens=False)


def taught(peer: str) -> Mapping[str, Any]:
    """How many replies DIET was taught, of how many, and the seconds that it took."""
    if peer != "diet":
        return {}
    told = json.loads((FOLDER / "models" / "trained.json").read_text("utf-8"))
    return {**told, "epochs": diet.EPOCHS}


def table_head(titles: Sequence[str]) -> Iterator[str]:
    yield row(titles)
    yield row(["---"] * len(titles))


def row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
