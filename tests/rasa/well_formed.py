"""Every plausible reading in every form the product promises to read, the same ones in every run.

Each plausible value of each measure is written in figures and said in words, in both languages, and
put into the forms by turns, so that each form meets hundreds of values.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from nlu.plausible import DIASTOLIC, GLUCOSE, POUNDS, POUNDS_PER_KILO, SYSTOLIC
from tests.rasa.said import ONES, UNOS, said

SEED = 20261121
LANGUAGES = ("en", "es")
TOPS, BOTTOMS = range(SYSTOLIC[0], SYSTOLIC[1] + 1), range(DIASTOLIC[0], DIASTOLIC[1] + 1)
PULSES = range(40, 181)
SUGARS = range(GLUCOSE[0], GLUCOSE[1] + 1)
TENTHS_OF_MMOL = range(6, 445)
WEIGHTS = range(POUNDS[0], POUNDS[1])
KILOS = range(round(POUNDS[0] / POUNDS_PER_KILO) + 1, round(POUNDS[1] / POUNDS_PER_KILO))
ANY = ("bp", "glucose", "weight", "adherence", "symptom", "enrollment", "none")
NO_WEIGHT = tuple(context for context in ANY if context != "weight")
# fmt: off
JOINTS = {
    "en": ("/", " / ", " over ", "-", " - ", ", ", " ", "\n", " slash ", " and ", ":", " by "),
    "es": ("/", " / ", " sobre ", "-", " - ", ", ", " ", "\n", " con ", " y ", " entre ", " por "),
}
SPOKEN = {"en": (" over ", " slash "), "es": (" sobre ", " con ", " por ", " entre ")}
NAMED = {"en": ("/", " over "), "es": ("/", " sobre ", " con ")}  # a pair under any check-in
PAIRS = {  # {0} the pair
    "en": ("{0}", "{0}.", "bp {0}", "BP: {0}", "my pressure is {0}", "it was {0} this morning",
           "good morning it was {0} today", "{0} thank you", "{0} right now, left arm",
           "i got {0}"),
    "es": ("{0}", "{0}.", "presión {0}", "PA: {0}", "mi presión es {0}", "hoy la tengo en {0}",
           "buenos días, amanecí con {0}", "{0} gracias", "{0} ahorita, brazo izquierdo",
           "me salió {0}"),
}
LABELS = {  # {0} the top, {1} the bottom
    "en": ("top {0} bottom {1}", "bottom {1} top {0}", "top number {0}, bottom number {1}",
           "systolic {0} diastolic {1}", "SYS {0} DIA {1}", "{0} on top and {1} on the bottom",
           "upper {0} lower {1}", "high {0} low {1}"),
    "es": ("alta {0} baja {1}", "la baja {1} y la alta {0}", "la alta en {0} y la baja en {1}",
           "arriba {0} abajo {1}", "máxima {0} mínima {1}", "sistólica {0} diastólica {1}",
           "la de arriba {0} y la de abajo {1}", "{0} arriba, {1} abajo"),
}
WITH_PULSE = {  # {0} the pair, {1} the pulse
    "en": ("{0} pulse {1}", "{0} hr {1}", "{0}, heart rate {1}", "{0} with a pulse of {1}",
           "{0}, {1} bpm", "pulse {1}, {0}", "my pressure was {0} and the pulse is {1}"),
    "es": ("{0} pulso {1}", "{0}, pulso de {1}", "{0} y el pulso en {1}", "{0}, {1} latidos",
           "pulso {1}, presión {0}", "{0} frecuencia {1}", "amanecí con {0} y pulso {1}"),
}
BARE_SUGARS = {
    "en": ("{0}", "{0}.", "it was {0} this morning", "got {0}", "it's {0} today",
           "{0} before breakfast",
           "{0} after breakfast", "{0} after lunch", "{0}, two hours after eating",
           "{0} before dinner",
           "{0} this morning, thank you"),
    "es": ("{0}", "{0}.", "amanecí en {0}", "me salió {0}", "hoy {0}", "{0} antes del desayuno",
           "{0} después del desayuno", "{0} después de comer",
           "{0}, dos horas después de la comida",
           "{0} antes de la cena", "buenos días, {0} gracias"),
}
SUGARS_NAMED = {
    "en": ("sugar {0}", "my sugar was {0}", "blood sugar is {0}", "glucose: {0}", "{0} mg/dl",
           "fasting {0}", "my sugar is {0} after lunch", "{0} mg/dL before breakfast"),
    "es": ("azúcar {0}", "mi azúcar salió en {0}", "la glucosa me salió {0}", "{0} mg/dl",
           "en ayunas {0}", "tengo {0} de glucosa", "azúcar {0} después de comer", "{0} de azúcar"),
}
MMOLS = {"en": ("{0} mmol", "{0} mmol/L", "sugar {0} mmol/l", "it was {0} mmol before breakfast"),
         "es": ("{0} mmol", "{0} mmol/L", "azúcar {0} milimoles", "amanecí en {0} mmol")}
BARE_WEIGHTS = {
    "en": ("{0}", "{0}.", "{0} this morning", "it's {0} today", "i'm at {0}",
           "{0} before breakfast"),
    "es": ("{0}", "{0}.", "{0} hoy", "hoy {0}", "amanecí en {0}", "{0} antes del desayuno"),
}
POUNDS_NAMED = {
    "en": ("{0} lbs", "{0} lb", "{0} pounds", "my weight is {0}", "I weigh {0}",
           "weight: {0} pounds",
           "the scale says {0}", "{0} pounds this morning"),
    "es": ("{0} libras", "{0} lbs", "peso {0}", "pesé {0} libras", "mi peso es de {0} libras",
           "la báscula marca {0}", "hoy peso {0} libras", "{0} libras esta mañana"),
}
KILOS_NAMED = {"en": ("{0} kg", "{0} kilos", "I weigh {0} kilograms", "{0} kg this morning"),
               "es": ("{0} kg", "{0} kilos", "peso {0} kilos", "hoy {0} kilogramos")}
HALVES = {"en": ("{0} and a half", "{0} 1/2"), "es": ("{0} y media", "{0} y medio", "{0} 1/2")}
TENTHS = {"en": "{0} and {1} tenths", "es": "{0} y {1} décimas"}
POINTS = {"en": ("point",), "es": ("punto", "coma")}
# fmt: on
Reading = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """One well-formed reply, the check-in it answers, and the one reading it holds."""

    text: str
    context: str
    language: str
    reading: Reading
    form: str


class WellFormed:
    """Writes readings in every form; `cycle` gives each form its turn."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = random.Random(seed)
        self.turns: dict[int, cycle[str]] = {}

    def replies(self) -> Iterator[Reply]:
        for language in LANGUAGES:
            yield from self.pressures(language)
            yield from self.sugars(language)
            yield from self.weights(language)

    def pressures(self, language: str) -> Iterator[Reply]:
        for top in TOPS:
            for words in (False, True):
                bottom = self._below(top)
                pair = self._pair(top, bottom, JOINTS, language, words)
                yield self._pressure(PAIRS, language, (pair,), top, bottom)
                if self.random.random() < 0.5:
                    continue  # the other forms by turns: the whole must end within a minute
                parts = self._number(top, language, words), self._number(bottom, language, words)
                yield self._pressure(LABELS, language, parts, top, bottom)
                named = self._pair(top, bottom, NAMED, language, words)
                yield self._pressure(PAIRS, language, (named,), top, bottom, context="any")
                low, pulse = bottom - (bottom % 100 == 0), self.random.choice(PULSES)
                named = self._pair(top, low, NAMED, language, words)  # "one hundred, sixty": 160
                beside = self._number(pulse, language, words)
                yield self._pressure(WITH_PULSE, language, (named, beside), top, low, pulse)

    def sugars(self, language: str) -> Iterator[Reply]:
        for value in SUGARS:
            words = value < 800 and self.random.random() < 0.5
            number = self._number(value, language, words)
            yield self._value(BARE_SUGARS, language, number, "glucose", value, "mg/dL")
            yield self._value(SUGARS_NAMED, language, number, "glucose", value, "mg/dL", any_=True)
        for tenths in TENTHS_OF_MMOL:
            number = self._decimal(*divmod(tenths, 10), language)
            yield self._value(MMOLS, language, number, "glucose", tenths / 10, "mmol/L", any_=True)

    def weights(self, language: str) -> Iterator[Reply]:
        for forms, whole_values, unit in (
            (BARE_WEIGHTS, WEIGHTS, "lb"),
            (POUNDS_NAMED, WEIGHTS, "lb"),
            (KILOS_NAMED, KILOS, "kg"),
        ):
            for whole in whole_values:
                tenth = self.random.choice((0, 0, 5, *range(10)))
                number = self._decimal(whole, tenth, language)
                value = whole + tenth / 10
                named = forms is not BARE_WEIGHTS
                yield self._value(forms, language, number, "weight", value, unit, any_=named)

    def _below(self, top: int) -> int:
        """A plausible bottom number, usual more often than not."""
        usual = [bottom for bottom in BOTTOMS if 40 <= bottom <= 120 and top - bottom >= 15]
        all_ = [bottom for bottom in BOTTOMS if bottom < top]
        return self.random.choice(usual if usual and self.random.random() < 0.7 else all_)

    def _pair(
        self, top: int, bottom: int, joints: dict[str, Sequence[str]], language: str, words: bool
    ) -> str:
        if not words:
            return f"{top}{self._turn(joints[language])}{bottom}"
        joint = self._turn(SPOKEN[language] if joints is JOINTS else joints[language][1:])
        return joint.join(self._number(n, language, True) for n in (top, bottom))

    def _number(self, value: int, language: str, words: bool) -> str:
        if (value, language) == (11, "es"):
            return "11"  # "once" alone is an English word too: it is asked about
        return self.random.choice(said(value, language)) if words else str(value)

    def _decimal(self, whole: int, tenth: int, language: str) -> str:
        """ "184.5", "184,5", "184 y media", "one eighty four point five"."""
        spoken = self._number(whole, language, True)
        if not tenth:
            return self.random.choice((str(whole), f"{whole}.0", spoken))
        ones = ONES if language == "en" else UNOS
        ways = [f"{whole}.{tenth}", f"{whole},{tenth}"]
        ways.append(f"{spoken} {self._turn(POINTS[language])} {ones[tenth]}")
        ways += [TENTHS[language].format(spoken, ones[tenth])] if whole else []
        if tenth == 5:
            ways += [half.format(n) for half in HALVES[language] for n in (whole, spoken)]
        return self.random.choice(ways)

    def _pressure(
        self,
        forms: dict[str, Sequence[str]],
        language: str,
        parts: Sequence[object],
        top: int,
        bottom: int,
        pulse: int | None = None,
        context: str = "bp",
    ) -> Reply:
        reading = {"type": "blood_pressure", "systolic": top, "diastolic": bottom, "pulse": pulse}
        context = self.random.choice(ANY) if context == "any" else context
        form = self._turn(forms[language])
        return Reply(form.format(*parts), context, language, reading, form)

    def _value(
        self,
        forms: dict[str, Sequence[str]],
        language: str,
        number: str,
        kind: str,
        value: float,
        unit: str,
        any_: bool = False,
    ) -> Reply:
        form = self._turn(forms[language])
        # "233 fasting", where a weight was asked for, was weighed before breakfast
        fasting = form.startswith(("fasting", "en ayunas"))
        context = self.random.choice(ANY if not fasting else NO_WEIGHT) if any_ else kind
        value = int(value) if value == int(value) else value
        reading = {"type": kind, "value": value, "unit": unit}
        return Reply(form.format(number), context, language, reading, form)

    def _turn(self, forms: Sequence[str]) -> str:
        return next(self.turns.setdefault(id(forms), cycle(forms)))
