"""How people say numbers: every way of each number from 0 to 999, in English and in Spanish."""

from collections.abc import Iterator

# fmt: off
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNOS = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
    "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho",
    "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco",
    "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)
DECENAS = (
    "", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa",
)
CIENTOS = (
    "", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos",
    "setecientos", "ochocientos", "novecientos",
)
# fmt: on


def said(value: int, language: str) -> list[str]:
    """The usual ways of saying a number from 0 to 999, the most usual first."""
    return list(dict.fromkeys(english(value) if language == "en" else spanish(value)))


def english(value: int) -> Iterator[str]:
    """138: "one thirty eight", "one hundred and thirty-eight", "one three eight" ..."""
    hundreds, rest = divmod(value, 100)
    small = _english_small(rest)
    if not hundreds:
        yield from (small, small.replace(" ", "-"), small.replace(" ", ""))
        return
    one = ONES[hundreds]
    if not rest:
        yield from (f"{one} hundred", f"{one.title()} Hundred", *["a hundred"][hundreds - 1 :])
        return
    yield f"{one} {small}" if rest > 9 else f"{one} oh {small}"
    yield from (f"{one} hundred {small}", f"{one} hundred and {small.replace(' ', '-')}")
    yield " ".join("oh" if digit == "0" else ONES[int(digit)] for digit in str(value))
    if hundreds == 1:
        yield from (f"a hundred {small}", f"a hundred and {small}")


def _english_small(value: int) -> str:
    ten, one = divmod(value, 10)
    return ONES[value] if value < 20 else f"{TENS[ten]} {ONES[one]}" if one else TENS[ten]


def spanish(value: int) -> Iterator[str]:
    """138: "ciento treinta y ocho", "uno treinta y ocho", "ciento treintaiocho" ..."""
    hundreds, rest = divmod(value, 100)
    small = _spanish_small(rest)
    hundred = "cien" if value == 100 else CIENTOS[hundreds]
    for way in _in_letters(small):
        yield f"{hundred} {way}".strip() if rest or not hundreds else hundred
    if hundreds and rest > 29:
        yield f"{UNOS[hundreds]} {small}"
    if hundreds > 1 and not rest:
        yield hundred.removesuffix("os") + "as"  # libras
    elif hundreds and rest in range(1, 10):
        yield f"{UNOS[hundreds]} cero {small}"


def _spanish_small(value: int) -> str:
    ten, one = divmod(value, 10)
    if value < 30:
        return UNOS[value]
    return f"{DECENAS[ten]} y {UNOS[one]}" if one else DECENAS[ten]


def _in_letters(small: str) -> Iterator[str]:
    """With and without accents, in capitals, and joined as it is pronounced."""
    yield from (small, small.upper())
    yield small.translate(str.maketrans("áéíóú", "aeiou"))
    if " y " in small:
        yield from (small.replace(" y ", " i "), small.replace(" y ", "i"))
        yield small.replace("a y ", "i")
