"""The patterns of readings over a message's shape, made of the words of every language."""

import re

from nlu.lookalikes import N
from nlu.mending import FRACTIONS
from nlu.numbers import NUMBER
from nlu.words import Words

GAP = r"(?:[^\S\n]|[a-z']|[:=,(#-]|\.\s)"  # what may stand between a label and its value


class Patterns:
    """Compiled once a model; the groups that are numbers come in the order they are written."""

    def __init__(self, words: Words) -> None:
        self.speaks_of_pressure = re.compile(words.any_of("pressure"))
        self.slash = re.compile(rf"{N}\s*(?:[/\\]+|{words.any_of('over_anywhere')})\s*{N}")
        self.another = re.compile(words.any_of("weight", "pressure", "pulse", "oxygen", "age"))
        self.fasting = re.compile(words.any_of("fasting"))
        self.by_meter = re.compile(words.any_of("glucose_meter"))
        self.hash = re.compile(rf"{words.any_of('hash')}$")
        behind = words.any_of("glucose", "today", "past_meal")
        self.only_mg = re.compile(
            rf"\s*(?:mgs?|miligramos|milligrams)\b(?:\W*$|\s*[.,;!?\n]|\s+{behind})"
        )
        self.sugar = self._sugar(words)
        self.pounds = self._pounds(words)

    def _sugar(self, words: Words) -> list[re.Pattern[str]]:
        glucose, mmol = words.any_of("glucose", "glucose_meter"), words.any_of("mmol")
        return [
            re.compile(rf"(?P<value>{NUMBER})\s*(?:(?P<mmol>{mmol})|{words.any_of('mgdl')})"),
            re.compile(
                rf"{glucose}(?P<gap>{GAP}{{0,30}}?)(?P<value>{NUMBER})(?:\s*(?P<mmol>{mmol}))?"
            ),
            re.compile(
                rf"(?P<value>{NUMBER})\s*(?:(?:de|en|of|my|on|the|el|la|mi|tengo|traigo)\s+){{0,2}}"
                rf"{glucose}(?!\s*(?:[:=]|(?:en|is|was|es|at|a)\s)?\s*{NUMBER}(?!\s*/))"
            ),
        ]

    def _pounds(self, words: Words) -> list[re.Pattern[str]]:
        weight, kg, lb = words.any_of("weight"), words.any_of("kg"), words.any_of("lb")
        rest = "|".join(rf"(?P<{part}>\s*{words.any_of(part)})" for part in FRACTIONS)
        more = r"[\s,]*(?:(?:y|con|and)\s+)?"
        a_unit = rf"(?!\s*(?:[/.:]|{words.any_of('lb', 'kg', 'mgdl')}))"
        grams = rf"{more}(?P<grams>{NUMBER})(?:\s*{words.any_of('grams')}|{a_unit})(?!\w)"
        ounces = rf"{more}(?P<ounces>{NUMBER})\s*{words.any_of('ounces')}"
        return [
            re.compile(
                rf"{N}\s*(?!#{NUMBER})(?:(?P<kg>{kg})(?:{grams})?|{lb}(?:{ounces})?)(?:{rest})?"
            ),
            re.compile(rf"(?<!sliding ){weight}{GAP}{{0,24}}?{N}"),
            # "en kilos 73.4"; not "81 kilos, 178", where the kilos are those of the number before
            re.compile(rf"(?<!{NUMBER})(?<!{NUMBER}\s){kg}[\s,:]*{N}(?P<kg>){a_unit}"),
            re.compile(rf"{N}\s*(?:de\s+)?{weight}(?!\s+(?:is|was|same|not|no|es|esta|igual)\s)"),
        ]
