"""The command that interprets replies: JSON lines in, one interpretation a line out.

`python -m nlu.interpret replies.jsonl predictions.jsonl`, or with `-` or nothing for standard
input and output. The trained model is loaded into this process and decides exactly as it does in
live conversation. Labelled replies are scored at the end.
"""

import argparse
import io
import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from tqdm import tqdm

from nlu import report
from nlu.reader import Reader
from nlu.replies import BadLine, Reply, replies
from nlu.scoring import Pair

MOST_BAD_LINES = 20  # with more, the file is of another kind
HERE = "-"


def interpret(reader: Reader, source: Iterator[bytes], out: TextIO) -> tuple[list[Pair], int]:
    """Interpret every reply and write it at once.

    Gives the labelled replies with what was made of them, and the number of bad lines.
    """
    labelled: list[Pair] = []
    bad = 0
    for reply in replies(source):
        made = _made(reader, reply)
        if isinstance(made, BadLine):
            bad += 1
            tqdm.write(str(made), file=sys.stderr)
            if bad > MOST_BAD_LINES:
                raise SystemExit("Stopped: this looks like another kind of file.")
            continue
        assert isinstance(reply, Reply)
        out.write(json.dumps(made, ensure_ascii=False) + "\n")
        out.flush()
        if "gold" in reply.told:
            labelled.append((reply.told, made))
    return labelled, bad


def _made(reader: Reader, reply: Reply | BadLine) -> dict[str, Any] | BadLine:
    if isinstance(reply, BadLine):
        return reply
    try:
        return {"id": reply.id, **reader.of(reply.told)}
    except Exception as wrong:  # one odd `pending` must not cost the replies behind it
        return BadLine(reply.number, f"it cannot be interpreted ({wrong!r})")


def with_progress(source: BinaryIO) -> Iterator[bytes]:
    """The lines, with a bar on standard error; seldom redrawn where nobody watches."""
    seen = sys.stderr.isatty()
    total = _lines(source)
    yield from tqdm(
        source, total=total, unit=" replies", mininterval=0.2 if seen else 10, file=sys.stderr
    )


def _lines(source: BinaryIO) -> int | None:
    """How many lines a file has; None for a pipe, which can be read only once."""
    if not source.seekable():
        return None
    count = sum(1 for _ in source)
    source.seek(0)
    return count


def run(given: argparse.Namespace) -> int:
    """Everything but the arguments; status 1 when a line was left out."""
    if given.file == HERE and sys.stdin.isatty():
        raise SystemExit("Name a file of replies, or pipe one in. Next step: make help")
    say_nothing_of_packages()
    with ExitStack() as opened:
        source = _source(given.file, opened)
        reader = Reader()  # before the output is opened: without a model the old one stays
        out = _out(given.out, given.file, opened)
        began = time.monotonic()
        labelled, bad = interpret(reader, with_progress(source), out)
        seconds = time.monotonic() - began
    if labelled:
        told = _machine(labelled, reader, seconds) if given.json else report.text(labelled)
        (sys.stderr if given.out == HERE else sys.stdout).write(told)
    return 1 if bad else 0


def say_nothing_of_packages() -> None:
    """No warnings of Rasa and its packages: whoever reads replies cannot act on them."""
    warnings.showwarning = lambda *_, **__: None
    logging.getLogger().setLevel(logging.ERROR)


def _machine(labelled: list[Pair], reader: Reader, seconds: float) -> str:
    about = {"model": reader.model.model_id, "seconds": round(seconds, 3)}
    return json.dumps({**about, **report.machine(labelled)}, ensure_ascii=False, indent=1) + "\n"


def _source(name: str, opened: ExitStack) -> BinaryIO:
    if name == HERE:
        return sys.stdin.buffer
    try:
        return opened.enter_context(open(name, "rb"))
    except OSError as wrong:
        raise SystemExit(
            f"{name} cannot be read: {wrong.strerror}. Next step: name a file."
        ) from None


def _out(name: str, source: str, opened: ExitStack) -> TextIO:
    # A lone half of an emoji is no UTF-8; as an escape it is still JSON.
    if name == HERE:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        return sys.stdout
    if source != HERE and Path(name).exists() and os.path.samefile(name, source):
        raise SystemExit(f"{name} would overwrite the replies. Next step: name another OUT.")
    try:
        return opened.enter_context(
            open(name, "w", encoding="utf-8", errors="backslashreplace", newline="\n")
        )
    except OSError as wrong:
        raise SystemExit(f"{name} cannot be written: {wrong.strerror}.") from None


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.interpret", description=__doc__)
    parser.add_argument("file", nargs="?", default=HERE, help="replies, one JSON object a line")
    parser.add_argument("out", nargs="?", default=HERE, help="where the interpretations go")
    parser.add_argument("--json", action="store_true", help="the scores for machines")
    try:
        return run(parser.parse_args(arguments))
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. What was interpreted until now is written.\n")
        return 130
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


if __name__ == "__main__":
    sys.exit(main())
