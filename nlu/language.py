"""Which language a text is clearly in, told by the words that only one language file knows."""

import re
from collections import Counter
from typing import Any, Iterator, Mapping

from nlu.words import Words, fold

# Courtesies and single words are no evidence: "thank you" and "ok doctor" are said by everybody.
LEAST_TELLING = 2
AHEAD = 2  # so many times as many telling words as any other language


class LanguageReader:
    """Counts words that stand in one language's file and in no other."""

    def __init__(self, languages: Mapping[str, Mapping[str, Any]]) -> None:
        known = {code: set(_vocabulary(parts)) for code, parts in languages.items()}
        self.telling = {
            code: words - set().union(*(w for c, w in known.items() if c != code))
            for code, words in known.items()
        }
        self.words = Words(languages)

    def language(self, text: str) -> str | None:
        """The code of the language the text is clearly in, else None ("138/82", "ok").

        A caregiver who says so writes her own language, not the patient's: that tells nothing.
        """
        folded = fold(text)
        for courtesy in ("greetings", "thanks"):
            folded = self.words.pattern(courtesy).sub(" ", folded)
        words = set(re.findall(r"[a-z']+", folded))
        score = Counter({c: len(words & told) for c, told in self.telling.items()})
        [(first, most), *rest] = score.most_common()
        clear = most >= LEAST_TELLING and all(most >= AHEAD * count for _, count in rest)
        return first if clear and not self.words.heard("caregiver", folded) else None


def _vocabulary(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield from re.findall(r"[a-z']+", fold(part))
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from _vocabulary(value)
            if not isinstance(value, (str, list, Mapping)):
                yield fold(str(key))
    elif isinstance(part, list):
        for item in part:
            yield from _vocabulary(item)
