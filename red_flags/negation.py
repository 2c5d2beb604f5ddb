"""What takes the danger out of a red-flag phrase: denied, long over, or only supposed."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from red_flags.phrases import Book
from red_flags.steps import Line

Span = tuple[int, int]  # first word, word behind the last

NEAR = 8  # words between a phrase and the words that place it long ago or explain it
FAR = 12  # words between "if" and what is supposed
CLOSE = 2  # words between an animal or a machine and what befalls it
LONGEST_CUE = 12
LONGEST_SENTENCE = 60
BRIDGED = 14  # words of a list of denied symptoms: "no fever, cough, chest pain or dizziness"


@dataclass(frozen=True)
class Doubts:
    """The authored words of `red_flags: denial`, `past` and `supposed`, of all languages."""

    negators: Book
    not_negators: Book
    bridges: frozenset[str]
    joins: frozenset[str]
    turns: frozenset[str]
    new_clause: frozenset[str]
    answers: frozenset[str]
    after_answer: frozenset[str]
    afterwards: Book
    long_ago: Book
    explained: Book
    excused: Mapping[str, Book]  # family -> what excuses it nearby: "slept on it" a numb arm
    lately: Book
    when: Book
    if_asked: Book
    real: Book
    others: Book  # an animal, a machine, a story: what befalls them befalls nobody
    persons: frozenset[str]  # not across one of these: "my dog saw me pass out"
    not_after: frozenset[str]  # nor behind one of these: "on the scale"


class Reading:
    """One text with its negators and cues found; judges each match of a red-flag phrase."""

    def __init__(self, line: Line, doubts: Doubts) -> None:
        self.words, self.doubts = line.words, doubts
        self.symptom_ends: dict[int, int] = {}
        self.judged: dict[Span, bool] = {}
        self.line = line
        spared = self._spared()
        self.negators = [
            (start, end)
            for start, end in doubts.negators.spans(line)
            if start not in spared and not self._answers(start, end)
        ]
        self.denials = {end for _, end in self.negators}
        self.denied_after = {start for start, _ in doubts.afterwards.spans(line)}
        self.long_ago = sorted(doubts.long_ago.spans(line))
        self.explained = sorted(doubts.explained.spans(line))
        self.lately = sorted(doubts.lately.spans(line))
        self.others = {
            end
            for start, end in doubts.others.spans(line)
            if not start or self.words[start - 1].text not in doubts.not_after
        }
        real = {at for start, end in doubts.real.spans(line) for at in range(start, end)}
        self.supposed = [s for s in sorted(doubts.when.spans(line)) if real.isdisjoint(range(*s))]
        self.asked = [s for s in sorted(doubts.if_asked.spans(line)) if real.isdisjoint(range(*s))]

    def _spared(self) -> set[int]:
        """Words that deny nothing: "no doubt". A pause parts them: "si, no tengo" denies."""
        spans = self.doubts.not_negators.spans(self.line)
        return {
            at
            for start, end in spans
            if not any(word.after_pause for word in self.words[start + 1 : end])
            for at in range(start, end)
        }

    def _answers(self, start: int, end: int) -> bool:
        """A bare NO that answers the check-in and denies nothing: "no, my chest hurts"."""
        if end - start != 1 or self.words[start].text not in self.doubts.answers:
            return False
        if start and self.words[start - 1].text in self.doubts.joins | self.doubts.turns:
            return False
        if end >= len(self.words):
            return True
        follows = self.words[end]
        return follows.is_break or follows.after_pause or follows.text in self.doubts.after_answer

    def note_symptoms(self, spans: Iterable[Span]) -> None:
        """Tell where all matches stand: a list of denied symptoms is denied to its end."""
        for start, end in set(spans):
            for at in range(start, end):
                self.symptom_ends[at] = min(end, self.symptom_ends.get(at, end))

    def harmless(self, span: Span) -> bool:
        if span not in self.judged:
            self.judged[span] = (
                self.denied(span)
                or self.over(span)
                or self.only_supposed(span)
                or self._distance(span, self.explained) <= NEAR
                or self.befalls_another(span)
            )
        return self.judged[span]

    def excused(self, family: str, spans: Iterable[Span]) -> bool:
        """The one sign of a family has a plain cause beside it; two signs excuse nothing."""
        book = self.doubts.excused.get(family)
        if book is None or len(signs := _merged(spans)) != 1:
            return False
        return any(self._beside(signs[0], cue) for cue in book.spans(self.line))

    def _beside(self, span: Span, cue: Span) -> bool:
        first, second = sorted((span, cue))
        between = self.words[first[1] : second[0]]
        turned = any(word.text in self.doubts.turns for word in between)
        return len(between) <= NEAR and not turned

    def denied(self, span: Span) -> bool:
        """A negator stands before it, with nothing between but fillers and other symptoms."""
        if span[1] in self.denied_after or self._asked_and_denied(span[1]):
            return True
        at = span[0]
        while at > max(0, span[0] - BRIDGED):
            if at in self.denials:
                return True
            if self._clause_begins(at) or self.words[at - 1].is_break:
                return False
            listed = self.symptom_ends.get(at - 1, len(self.words) + 1) <= span[0]
            if not listed and not self._bridge(self.words[at - 1].text):
                return False
            at -= 1
        return at in self.denials

    def _asked_and_denied(self, end: int) -> bool:
        """ "Chest pain? Nope." """
        asked = end < len(self.words) and self.words[end].text == "?"
        return asked and end + 1 in self.denied_after

    def befalls_another(self, span: Span) -> bool:
        """An animal, a machine or somebody in a story stands right before it."""
        for at in range(span[0], max(-1, span[0] - CLOSE - 1), -1):
            if at in self.others:
                return True
            if at == 0 or at >= len(self.words) or self.words[at].after_pause:
                return False
            before = self.words[at - 1]
            if before.is_break or before.text in self.doubts.persons:
                return False
        return False

    def _bridge(self, word: str) -> bool:
        return word in self.doubts.bridges or word in self.doubts.joins

    def _clause_begins(self, at: int) -> bool:
        """A new statement begins here: after "but", or after a comma or "and" with its own verb."""
        if at >= len(self.words) or at == 0:
            return False
        before, here = self.words[at - 1].text, self.words[at]
        if before in self.doubts.turns:
            return True
        joined = here.after_pause or before in self.doubts.joins
        return joined and here.text in self.doubts.new_clause

    def over(self, span: Span) -> bool:
        """Long ago: "had a stroke in 2015"; not when a word for now stands nearer."""
        ago = self._distance(span, self.long_ago)
        return ago <= NEAR and ago <= self._distance(span, self.lately)

    def only_supposed(self, span: Span) -> bool:
        """A question about warning signs or a case that has not happened."""
        cues = _around(span, self.supposed)
        before = [cue for cue in cues if cue[1] <= span[0] or cue[0] <= span[0] < cue[1]]
        if self._is_asked(span):
            before += [cue for cue in _around(span, self.asked) if cue[1] <= span[0]]
        case = self._distance(span, before)
        return case <= FAR and min(3, case + 1) <= self._distance(span, self.lately)

    def _is_asked(self, span: Span) -> bool:
        for word in self.words[span[1] : span[1] + LONGEST_SENTENCE]:
            if word.is_break:
                return word.text == "?"
        return False

    def _distance(self, span: Span, cues: Sequence[Span]) -> int:
        """Words between the span and the nearest cue of the same statement."""
        gaps = [self._between(span, cue) for cue in _around(span, cues)]
        return min(gaps, default=len(self.words) + FAR)

    def _between(self, span: Span, cue: Span) -> int:
        first, second = sorted((span, cue))
        gap = max(0, second[0] - first[1])
        inside = range(first[1], second[0] + 1)
        if gap <= FAR and any(
            self._clause_begins(at) or (at < len(self.words) and self.words[at].is_break)
            for at in inside
        ):
            return len(self.words) + FAR
        return gap


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap made one, in order."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _around(span: Span, cues: Sequence[Span]) -> Sequence[Span]:
    """The cues that may be near enough; they are sorted, so that a long text stays quick."""
    first = bisect_left(cues, (span[0] - FAR - LONGEST_CUE, 0))
    return cues[first : bisect_left(cues, (span[1] + FAR + 1, 0))]
