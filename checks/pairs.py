"""The languages of a text as a pair: the same told, the same asked, the same way out of danger."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from checks import ROOT
from checks.readability import SHORTENED
from checks.texts import VARIABLE, Rules, Text, rules, texts
from gateway.files import read_yaml
from red_flags.words import plain_words

CAPITALS = re.compile(r"\b[^\W\d_]{2,}\b")
NUMBER = re.compile(r"\d+(?:/\d+)?")
SENTENCE = re.compile(r"(?<=[.!?])\s+")
FIRST = "en"
WISHES = ("opt_out", "opt_in", "help")


def complaints(root: Path = ROOT) -> list[str]:
    """Every text that is no fair pair with its English one, or leaves somebody alone in danger."""
    told, found = rules(root), texts(root)
    english = {text.name: text for text in found if text.language == FIRST}
    return [
        *(said for text in found for said in _alone(text, told)),
        *(said for t in found for said in _paired(t, english.get(t.name), told)),
        *_other_wishes(root, told),
    ]


def _alone(text: Text, told: Rules) -> Iterator[str]:
    """What is asked of each text whatever the other languages say."""
    asked = {word for row in told["asked_for"] for word in row[text.language]}
    for word in _capitals(text.words) - asked - set(told["not_asked_for"][text.language]):
        yield f"{text}: data/texts.yml does not say what {word} is in the other language"
    if any(re.fullmatch(name, text.name) for name in told["say_911"]) and "911" not in text.words:
        yield f"{text}: danger may stand behind it, and it does not say 911"
    words = set(re.findall(r"\w+", text.words.lower()))
    for word in sorted(words & set(told["never"].get(text.language, ()))):
        yield f"{text}: {word!r} is not how we address a patient"
    if "¿" in text.words and text.words.count("¿") != text.words.count("?"):
        yield f"{text}: a question opens with ¿ and closes with ?"


def _paired(text: Text, english: Text | None, told: Rules) -> Iterator[str]:
    if english is None:
        yield f"{text}: English does not say it"
        return
    if _variables(text.words) != _variables(english.words):
        yield f"{text}: English shows other variables"
    if text.words.count("?") != english.words.count("?"):
        yield f"{text}: English asks another number of questions"
    if any(text.name in row["texts"] for row in told["differ"]):
        return
    meanings = _meanings(told)
    if _marks(text.words, meanings) != _marks(english.words, meanings):
        yield f"{text}: English names other numbers, or asks for other words"
    elif _ending(text.words, meanings) != _ending(english.words, meanings):
        yield f"{text}: English ends in another way"


def _meanings(told: Rules) -> Mapping[str, int]:
    """Word in capitals -> its row: the same in every language."""
    rows = enumerate(told["asked_for"])
    return {word: at for at, row in rows for key in row if key != "means" for word in row[key]}


def _variables(words: str) -> Counter[str]:
    return Counter(found[1] or found[2] for found in VARIABLE.finditer(words))


def _capitals(words: str) -> set[str]:
    return {word for word in CAPITALS.findall(VARIABLE.sub("", words)) if word.isupper()}


def _marks(words: str, meanings: Mapping[str, int]) -> Counter[str | int]:
    """The numbers, and the words asked for, that a text or a sentence of it names."""
    named = [meanings[w] for w in CAPITALS.findall(words) if w in meanings]
    return Counter([*NUMBER.findall(words), *named])


def _ending(words: str, meanings: Mapping[str, int]) -> tuple[bool, Counter[str | int]]:
    last = SENTENCE.split(SHORTENED.sub("", words))[-1]
    return last.endswith("?"), _marks(last, meanings)


def _other_wishes(root: Path, told: Rules) -> Iterator[str]:
    """Words we ask for that a patient would be opted out, in or helped by, unless they mean it."""
    for path in sorted((root / "data/languages").glob("*.yml")):
        keywords = read_yaml(path)["keywords"]
        wishes = {" ".join(plain_words(w)): wish for wish in WISHES for w in keywords[wish]}
        for row in told["asked_for"]:
            for word in row[path.stem]:
                wish = wishes.get(" ".join(plain_words(word)))
                if wish != row.get("means"):
                    yield f"data/texts.yml, asked_for: {word} is {wish or 'no wish'} to {path.stem}"
