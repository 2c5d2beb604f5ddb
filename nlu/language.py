"""Which language a text is in, told by the words that only one language file knows."""

import re
from collections import Counter
from typing import Any, Iterator, Mapping

from nlu.words import fold


class LanguageReader:
    """Counts words that stand in one language's file and in no other."""

    def __init__(self, languages: Mapping[str, Mapping[str, Any]]) -> None:
        known = {code: set(_vocabulary(parts)) for code, parts in languages.items()}
        self.telling = {
            code: words - set().union(*(w for c, w in known.items() if c != code))
            for code, words in known.items()
        }

    def language(self, text: str) -> str | None:
        """The language code, or None when the words do not tell ("138/82", "ok")."""
        words = re.findall(r"[a-z']+", fold(text))
        score = Counter({c: sum(w in told for w in words) for c, told in self.telling.items()})
        [(first, most), *rest] = score.most_common()
        return first if most and all(most > count for _, count in rest) else None


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
