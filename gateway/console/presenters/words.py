"""A patient's words, shown whole and harmlessly, with what was read in them marked."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)}
PICTURES[0x7F] = "\u2421"
ALARM = "red flag"
KEPT = {"\t", "\n", "\u200c", "\u200d"}  # joiners belong to emoji and to Persian


@dataclass(frozen=True)
class Piece:
    """Part of a message. `read_as`: empty where nothing was read; `kept` False: read, not used."""

    text: str
    read_as: str = ""
    kept: bool = True

    @property
    def alarm(self) -> bool:
        return self.read_as == ALARM


def visible(text: str) -> str:
    """The text with every character that could hide or turn others made visible.

    Control characters become their pictures (NUL: U+2400); format characters, such as the
    override that writes backwards (U+202E), become their number. Letters are never touched.
    """
    return "".join(_visible(char) for char in text.replace("\r\n", "\n"))


def _visible(char: str) -> str:
    if char in KEPT:
        return char
    if ord(char) in PICTURES:
        return PICTURES[ord(char)]
    hidden = unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Cs")
    return f"[U+{ord(char):04X}]" if hidden else char


def pieces(body: str, evidence: Iterable[Mapping[str, Any]]) -> tuple[Piece, ...]:
    """The message cut at the words that something was read from.

    A span that does not fit its own text is looked for, and left out when it is not there:
    nothing may be marked that was not the reason.
    """
    cuts: list[Piece] = []
    position = 0
    for start, end, span in sorted(_spans(body, evidence), key=lambda cut: cut[:2]):
        if start < position:
            continue
        if start > position:
            cuts.append(Piece(visible(body[position:start])))
        read_as = str(span.get("as") or "words").replace("_", " ")
        cuts.append(Piece(visible(body[start:end]), read_as, bool(span.get("kept", True))))
        position = end
    if position < len(body):
        cuts.append(Piece(visible(body[position:])))
    return tuple(cuts)


def _spans(
    body: str, evidence: Iterable[Mapping[str, Any]]
) -> Iterable[tuple[int, int, Mapping[str, Any]]]:
    for span in evidence:
        words = str(span.get("text") or "")
        start, end = span.get("start"), span.get("end")
        if not words:
            continue
        if not isinstance(start, int) or not isinstance(end, int) or body[start:end] != words:
            start = body.find(words)
            end = start + len(words)
        if start >= 0:
            yield start, end, span
