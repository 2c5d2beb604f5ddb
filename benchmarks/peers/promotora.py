"""Promotora's own pipeline: the trained model, as live conversation and `make interpret` use it."""

from collections.abc import Mapping
from typing import Any

from nlu import numbers, words
from nlu.languages import read_languages
from nlu.reader import Reader


class Promotora:
    def __init__(self) -> None:
        self.reader = Reader()
        self.number_reader = numbers.Reader(words.Words(read_languages("data/languages")))

    def of(self, reply: Mapping[str, Any]) -> dict[str, Any]:
        return self.reader.of(reply)

    def numbers(self, text: str, language: str) -> list[float]:
        """It is not told the language: it listens in both at once."""
        return [number.value for number in self.number_reader.numbers(words.fold(text))]
