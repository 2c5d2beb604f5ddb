"""From the `red_flags:` sections of the language files to compiled phrases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from red_flags.keywords import Keywords
from red_flags.negation import Doubts
from red_flags.phrases import Book, Grammar, Phrase, PhraseError
from red_flags.spelling import Speller
from red_flags.spoken import Spoken, spoken
from red_flags.words import plain_words

# Worst first: where a message shows several, the answer and the page are for the first.
FAMILIES = (
    "breath",
    "chest",
    "stroke",
    "syncope",
    "allergy",
    "bleeding",
    "overdose",
    "low_sugar",
    "high_sugar",
    "fall",
    "self_harm",
    "ambulance",
)


class LanguageError(ValueError):
    """A language file that cannot be used; `where` is the key, e.g. `red_flags.families.chest`."""

    def __init__(self, language: str, where: str, why: str) -> None:
        super().__init__(f"language {language!r}, {where}: {why}")
        self.language, self.where, self.why = language, where, why


@dataclass(frozen=True)
class Vocabulary:
    """Everything the language files say about danger and leaving, compiled once."""

    families: Book
    look_alikes: Book
    doubts: Doubts
    keywords: Keywords
    speller: Speller
    spoken: Spoken
    beginnings: frozenset[str]
    numbers: Sequence[tuple[int, int]]
    tongues: Mapping[str, frozenset[str]]  # language -> the words only its file has


class _Files:
    """The parsed language files, read by key path."""

    def __init__(self, languages: Iterable[Mapping[str, Any]]) -> None:
        self.files = list(languages)
        self.grammar = Grammar(self._named_lists())
        self.compiled: list[Phrase] = []

    def _named_lists(self) -> dict[str, list[str]]:
        joined: dict[str, list[str]] = {}
        for file in self.files:
            for name, entries in _mapping(file, "red_flags.words").items():
                joined.setdefault(str(name), []).extend(
                    _texts(file, f"red_flags.words.{name}", entries)
                )
        return joined

    def phrases(self, path: str, family: str = "") -> list[Phrase]:
        """Those of every file, once each: one made of joined lists may stand in several."""
        of: dict[str, Mapping[str, Any]] = {}
        for file in self.files:
            for text in _at(file, path):
                of.setdefault(text, file)
        return [self._compile(file, path, text, family) for text, file in of.items()]

    def book(self, path: str) -> Book:
        return Book(self.phrases(path))

    def _compile(self, file: Mapping[str, Any], path: str, text: str, family: str) -> Phrase:
        language = str(file.get("language"))
        try:
            phrase = self.grammar.phrase(text, language, family)
        except PhraseError as wrong:
            raise LanguageError(language, path, str(wrong)) from None
        self.compiled.append(phrase)
        return phrase

    def words(self, path: str) -> frozenset[str]:
        return frozenset(
            " ".join(plain_words(text)) for file in self.files for text in _at(file, path)
        )

    def said(self, language: object) -> set[str]:
        """All words of danger in the file of this language."""
        files = [file for file in self.files if file.get("language") == language]
        return set().union(*(_all_words(file.get("red_flags")) for file in files))

    def tongues(self) -> dict[str, frozenset[str]]:
        own = {str(file.get("language")): self.said(file.get("language")) for file in self.files}
        return {
            code: frozenset(said - set().union(*(o for c, o in own.items() if c != code)))
            for code, said in own.items()
        }

    def endings(self) -> dict[str, str]:
        """Lines such as "in > ing"."""
        pairs: dict[str, str] = {}
        path = "red_flags.endings"
        for file in self.files:
            for text in _at(file, path):
                written, sign, plain = text.partition(">")
                if not sign:
                    why = f"{text!r} must be two endings with > between, such as in > ing"
                    raise LanguageError(str(file.get("language")), path, why)
                pairs[written.strip()] = plain.strip()
        return pairs

    def literals(self) -> set[str]:
        return {word for phrase in self.compiled for word in phrase.literals}


def compiled(languages: Iterable[Mapping[str, Any]]) -> Vocabulary:
    """Raises LanguageError with language, key and reason when a section is missing or malformed."""
    files = _Files(languages)
    for file in files.files:
        for path in ("red_flags.families", "red_flags.excused"):
            _check_families(file, path)
    families = [p for name in FAMILIES for p in files.phrases(f"red_flags.families.{name}", name)]
    look_alikes = files.book("red_flags.look_alikes")
    doubts, keywords = _doubts(files), _keywords(files)
    return Vocabulary(
        Book(families),
        look_alikes,
        doubts,
        keywords,
        Speller(
            files.literals(),
            files.words("red_flags.real_words"),
            files.endings(),
            files.said("en"),
        ),
        spoken(files.files),
        frozenset(files.grammar.beginnings),
        sorted(files.grammar.numbers),
        files.tongues(),
    )


def _check_families(file: Mapping[str, Any], path: str) -> None:
    for family in _mapping(file, path):
        if family not in FAMILIES:
            known = ", ".join(FAMILIES)
            why = f"there is no family {family!r}; the families are {known}"
            raise LanguageError(str(file.get("language")), path, why)


def _doubts(files: _Files) -> Doubts:
    denial, past, supposed = "red_flags.denial", "red_flags.past", "red_flags.supposed"
    return Doubts(
        negators=files.book(f"{denial}.negators"),
        not_negators=files.book(f"{denial}.not_negators"),
        bridges=files.words(f"{denial}.bridges"),
        joins=files.words(f"{denial}.joins"),
        turns=files.words(f"{denial}.turns"),
        new_clause=files.words(f"{denial}.new_clause"),
        answers=files.words(f"{denial}.answers"),
        after_answer=files.words(f"{denial}.after_answer"),
        afterwards=files.book(f"{denial}.afterwards"),
        long_ago=files.book(f"{past}.long_ago"),
        lately=files.book(f"{past}.lately"),
        when=files.book(f"{supposed}.when"),
        explained=files.book("red_flags.explained"),
        excused={
            family: files.book(f"red_flags.excused.{family}")
            for family in _mapping(files.files[0], "red_flags.excused")
        },
        if_asked=files.book(f"{supposed}.if_asked"),
        real=files.book(f"{supposed}.real"),
        others=files.book("red_flags.others.who"),
        persons=files.words("red_flags.others.persons"),
        not_after=files.words("red_flags.others.not_after"),
    )


def _keywords(files: _Files) -> Keywords:
    return Keywords(
        opt_out=files.words("keywords.opt_out"),
        after_a_reading=files.words("keywords.after_a_reading"),
        opt_in=files.words("keywords.opt_in"),
        help=files.words("keywords.help"),
        polite=files.words("keywords.polite"),
        reading_words=files.words("keywords.reading_words"),
        meter_words=files.words("keywords.meter_words"),
        sentences=files.book("opt_out_sentences"),
        not_sentences=files.book("keywords.not_opt_out"),
        back_in=files.book("back_in_sentences"),
        maybe_back_in=files.book("keywords.maybe_back_in"),
        not_back_in=files.book("keywords.not_back_in"),
    )


def _at(file: Mapping[str, Any], path: str) -> list[str]:
    return _texts(file, path, _find(file, path))


def _texts(file: Mapping[str, Any], path: str, value: object) -> list[str]:
    """A list of texts, or a block of lines, one text each; lines that begin with "# " are notes."""
    if isinstance(value, str):
        lines = [line.strip() for line in value.splitlines()]
        return [line for line in lines if line and not line.startswith("# ")]
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        why = "must be a list, or lines, of texts; put quotes round what YAML takes for a number"
        raise LanguageError(str(file.get("language")), path, why)
    return value


def _mapping(file: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    value = _find(file, path)
    if not isinstance(value, Mapping):
        raise LanguageError(str(file.get("language")), path, "must hold named lists")
    return value


def _find(file: Mapping[str, Any], path: str) -> Any:
    value: Any = file
    for key in path.split("."):
        if not isinstance(value, Mapping) or key not in value:
            raise LanguageError(str(file.get("language")), path, "is missing")
        value = value[key]
    return value


def _all_words(value: Any) -> set[str]:
    if isinstance(value, str):
        return set(plain_words(value))
    entries = value.values() if isinstance(value, Mapping) else value
    return set().union(*map(_all_words, entries)) if isinstance(entries, Iterable) else set()
