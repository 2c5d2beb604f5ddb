"""A model's card: what it was made from, how right it is on replies it never saw, what it reads."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from nlu import fits
from nlu.forms import FORMS, Reads, table
from nlu.report import text
from nlu.scoring import Pair, right
from nlu.taught import labelled_replies

CARDS = fits.MODELS / "cards"
EVALUATION = Path("tests/evaluation")
LEARNT_FROM = ("data/nlu", "data/languages", "data/concepts")
CONFIGURED = Path("config.yml")
AT_ONCE = 100  # replies handed to a process at a time
STEPS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)  # of confidence


def write(model: fits.Model, seconds: float, reader: Reads) -> Path:
    """Score the model as live conversation would use it, and write `models/cards/<model>.md`."""
    replies = list(labelled_replies(EVALUATION)) if EVALUATION.is_dir() else []
    pairs = list(zip(replies, _read(replies, reader), strict=True))
    CARDS.mkdir(exist_ok=True, parents=True)
    path = CARDS / model.path.name.replace(".tar.gz", ".md")
    forms = table(reader) if FORMS.is_file() else ()
    path.write_text("\n".join([*_lines(model, seconds, pairs), *forms, ""]), "utf-8")
    return path


def _read(replies: Sequence[Mapping[str, Any]], reader: Reads) -> Sequence[Mapping[str, Any]]:
    """Each reply as live conversation would read it. Every core takes its part: the processes are
    forked, so that they have the model which this one has loaded."""
    with ProcessPoolExecutor(
        mp_context=get_context("fork"), initializer=_begin, initargs=(reader,)
    ) as cores:
        return list(cores.map(_of, replies, chunksize=AT_ONCE))


def _begin(of_all: Reads) -> None:
    global reader  # one a process
    reader = of_all


def _of(reply: Mapping[str, Any]) -> Mapping[str, Any]:
    return reader.of(reply)


def _lines(model: fits.Model, seconds: float, pairs: Sequence[Pair]) -> Iterator[str]:
    size = model.path.stat().st_size / 1e6
    yield from (f"# {model.path.name}", "")
    yield f"Model id {model.model_id}, {size:.1f} MB, trained in {seconds:.0f} s"
    yield "(fewer than a first training takes, where parts came unchanged from Rasa's cache)."
    yield from ("", "## Made from", "", "| file | sha256 | |", "| --- | --- | --- |", *_sources())
    yield from ("", "## Configuration", "", "```yaml", CONFIGURED.read_text("utf-8").strip(), "```")
    yield from ("", "## On replies it never saw", "")
    if not pairs:
        yield f"Not measured: {EVALUATION} is not here. Next step: train in a full checkout."
        return
    yield from ("```text", *_scores(pairs), "```")
    yield from ("", "### How sure, and how often right", "", *_calibration(pairs))
    yield from ("", "## Forms we publish")


def _sources() -> Iterator[str]:
    for folder in LEARNT_FROM:
        for path in sorted(p for p in Path(folder).iterdir() if p.suffix in fits.LEARNT_FROM):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            yield f"| {path} | `{digest[:16]}` | {_counted(path)} |"


def _counted(path: Path) -> str:
    """How many replies of each act a file of labelled replies holds."""
    if path.suffix != ".jsonl":
        return ""
    acts = Counter(json.loads(line)["gold"]["act"] for line in path.open(encoding="utf-8"))
    told = ", ".join(f"{act} {count}" for act, count in acts.most_common())
    return f"{acts.total()} replies: {told}"


def _scores(pairs: Sequence[Pair]) -> list[str]:
    """The report without its errors: they quote replies, which a card is no place for."""
    return text(pairs).split("\nErrors worth reading")[0].rstrip().splitlines()


def _calibration(pairs: Sequence[Pair]) -> Iterator[str]:
    """Of the replies of each confidence: how many, and in how many the act was right."""
    yield from ("| confidence | replies | act right |", "| --- | --- | --- |")
    for low, high in zip(STEPS, STEPS[1:], strict=False):
        within = [pair for pair in pairs if low <= _sure(pair[1]) < high]
        if within:
            good = 100 * sum(right(pair, "act", strict=False) for pair in within) / len(within)
            yield f"| {low:g} to {min(high, 1):g} | {len(within)} | {good:.0f} % |"


def _sure(made: Mapping[str, Any]) -> float:
    return float(made["confidence"])
