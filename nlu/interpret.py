"""The command that interprets replies: JSON lines in, one interpretation a line out.

`python -m nlu.interpret replies.jsonl interpretations.jsonl`, or with `-` or nothing for standard
input and output. The trained model is loaded into this process and decides exactly as it does in
live conversation.
"""

import asyncio
import json
import sys
from contextlib import ExitStack
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, TextIO

from nlu import launcher
from nlu.scoring import report

CONTEXT_KEYS = ("context", "channel", "open_check_ins", "pending", "recent", "today")


class Reader:
    """A trained model in this process."""

    def __init__(self) -> None:
        launcher.prepare()
        from rasa.core.agent import Agent

        launcher.silence()
        self.model = launcher.chosen()
        self.agent = Agent.load(str(self.model.path))
        self.loop = asyncio.new_event_loop()

    def interpretation(self, text: str, metadata: Mapping[str, Any]) -> Dict[str, Any]:
        """What the live conversation would make of this text in this situation."""
        from rasa.core.channels.channel import UserMessage

        from nlu.channel import harmless

        message = UserMessage(harmless(text), metadata=dict(metadata))
        parsed = self.loop.run_until_complete(self.agent.processor.parse_message(message))
        return dict(parsed["interpretation"])

    def line(self, reply: Mapping[str, Any]) -> Dict[str, Any]:
        """One labelled or bare reply, interpreted."""
        told = {key: reply[key] for key in CONTEXT_KEYS if key in reply}
        language = reply.get("lang")
        metadata = {**told, "language": language if language in ("en", "es") else "en"}
        return {"id": reply.get("id"), **self.interpretation(reply.get("text") or "", metadata)}


def replies(lines: Iterable[str]) -> Iterator[Dict[str, Any]]:
    """The replies of a JSONL file; a line that is none is refused with its number."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            reply = json.loads(line)
        except json.JSONDecodeError as wrong:
            raise SystemExit(f"Line {number} is no JSON object: {wrong.msg}.") from wrong
        if not isinstance(reply, dict) or "text" not in reply:
            raise SystemExit(f"Line {number} has no `text`.")
        yield reply


def interpret(source: TextIO, out: TextIO) -> List[tuple[Dict[str, Any], Dict[str, Any]]]:
    """Interpret every reply, write it at once, and keep the labelled ones for the score."""
    reader = Reader()
    labelled = []
    for reply in replies(source):
        made = reader.line(reply)
        out.write(json.dumps(made, ensure_ascii=False) + "\n")
        if "gold" in reply:
            labelled.append((reply, made))
    return labelled


def main(arguments: Optional[List[str]] = None) -> None:
    places = [*(sys.argv[1:] if arguments is None else arguments), "-", "-"]
    with ExitStack() as opened:
        source = sys.stdin if places[0] == "-" else opened.enter_context(open(places[0]))
        out = sys.stdout if places[1] == "-" else opened.enter_context(open(places[1], "w"))
        labelled = interpret(source, out)
    if labelled:
        sys.stderr.write(report(labelled))


if __name__ == "__main__":
    main()
