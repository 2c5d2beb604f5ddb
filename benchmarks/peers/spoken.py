"""Numbers and pressures as people say them, generated: what a reader of number words must read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


def listed(words: str) -> list[str]:
    return words.split()


SMALL = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
PEQUENOS = listed(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro"
    " veinticinco veintiséis veintisiete veintiocho veintinueve"
)
DECENAS = listed("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
CIENTOS = listed(
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos"
    " novecientos"
)
TOPS = [top for top in range(101, 221) if top % 100]
BOTTOMS = range(50, 100)


@dataclass(frozen=True)
class Form:
    """One way of saying: `said` gives the words of a number, or of a pressure's two numbers."""

    name: str
    lang: str
    said: Callable[..., str]


def english(n: int, joined: str = " ") -> str:
    """0 to 999: "one hundred thirty eight"; `joined` stands behind the hundred."""
    if n < 20:
        return SMALL[n]
    if n < 100:
        return TENS[n // 10 - 2] + (f" {SMALL[n % 10]}" if n % 10 else "")
    return f"{SMALL[n // 100]} hundred" + (joined + english(n % 100) if n % 100 else "")


def british(n: int) -> str:
    return english(n, " and ")


def short(n: int) -> str:
    """As pressures are said: "one thirty eight", "one oh five"; a full hundred in full."""
    if n < 100 or n % 100 == 0:
        return english(n)
    return f"{SMALL[n // 100]} {'oh ' if n % 100 < 10 else ''}{english(n % 100)}"


def spanish(n: int) -> str:
    """0 to 999: "ciento treinta y ocho"."""
    if n < 30:
        return PEQUENOS[n]
    if n < 100:
        return DECENAS[n // 10 - 3] + (f" y {PEQUENOS[n % 10]}" if n % 10 else "")
    if n == 100:
        return "cien"
    return CIENTOS[n // 100 - 1] + (f" {spanish(n % 100)}" if n % 100 else "")


def without_accents(n: int) -> str:
    """As it is texted."""
    return spanish(n).translate(str.maketrans("áéíóú", "aeiou"))


def pair(say: Callable[[int], str], between: str) -> Callable[[int, int], str]:
    return lambda top, bottom: f"{say(top)}{between}{say(bottom)}"


NUMBERS = (
    Form("one hundred thirty eight", "en", english),
    Form("one hundred and thirty eight", "en", british),
    Form("one thirty eight, one oh five", "en", short),
    Form("ciento veintidós", "es", spanish),
    Form("ciento veintidos", "es", without_accents),
)
PRESSURES = (
    Form("one hundred thirty eight over eighty two", "en", pair(english, " over ")),
    Form("one thirty eight over eighty two", "en", pair(short, " over ")),
    Form("one thirty eight eighty two", "en", pair(short, " ")),
    Form("ciento treinta y ocho sobre ochenta y dos", "es", pair(spanish, " sobre ")),
    Form("ciento treinta y ocho con ochenta y dos", "es", pair(spanish, " con ")),
    Form("ciento treinta y ocho ochenta y dos", "es", pair(spanish, " ")),
)


def numbers() -> Iterator[tuple[Form, int]]:
    """Every number from 0 to 999 in every form."""
    for form in NUMBERS:
        yield from ((form, n) for n in range(1000))


def pressures() -> Iterator[tuple[Form, int, int]]:
    """Every top number from 101 to 219, full hundreds aside, with four bottoms, in every form."""
    for form in PRESSURES:
        for top in TOPS:
            for more in range(4):
                yield form, top, BOTTOMS[(7 * top + 13 * more) % len(BOTTOMS)]
