"""Reading TwiML: the verbs a call follows, in order, with what Twilio would refuse."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

VERBS = frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Hangup", "Reject"})
SAY_AT_MOST = 4096


class BadTwiml(Exception):
    """Twilio would say "an application error has occurred"; `code` is its own, e.g. 12100."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class Verb:
    """One verb: its name, attributes, words, and what is nested in a Gather."""

    name: str
    told: dict[str, str]
    words: str
    inside: tuple["Verb", ...] = ()

    def as_facts(self) -> dict[str, Any]:
        inside = [verb.as_facts() for verb in self.inside]
        return {"name": self.name, "told": self.told, "words": self.words, "inside": inside}


def verbs(body: bytes) -> list[Verb]:
    """Raises BadTwiml for no XML (12100), an unknown verb (12200), words too long (13520)."""
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise BadTwiml(12100, f"Document parse failure: {error}") from None
    if root.tag != "Response":
        raise BadTwiml(12200, "The root is not Response")
    return list(_read(root))


def _read(parent: ElementTree.Element) -> Iterator[Verb]:
    for child in parent:
        if child.tag not in VERBS:
            raise BadTwiml(12200, f"Unknown verb {child.tag}")
        words = (child.text or "").strip()
        if child.tag == "Say" and len(words) > SAY_AT_MOST:
            raise BadTwiml(13520, "Say: text too long")
        inside = tuple(_read(child)) if child.tag == "Gather" else ()
        if child.tag == "Gather" and child.attrib.get("language", "en-US") == "en":
            raise BadTwiml(13512, "Invalid Gather language")
        yield Verb(child.tag, dict(child.attrib), words, inside)
