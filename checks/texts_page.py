"""docs/reference/texts.md: what every text costs in both languages, and a check-in, and a month."""

from collections.abc import Iterable
from pathlib import Path

from checks import ROOT
from checks.texts import Rules, Text, filled, measurable, plainness, rules, texts
from gateway.messages.segments import segments

Named = dict[str, Text]
"""One language's texts by name."""
COLUMNS = ("code", "segments", "cents", "plain")
INTRODUCTION = """# Texts

What patients read, from `data/languages/`, held by `make check` to the budgets of `data/texts.yml`.
A text of GSM-7 holds 160 letters, 153 in each of several segments; one á, í, ó or ú makes it UCS-2,
with 70 and 67. Segments and cents are those with common values, and with the longest plausible ones
where these need more: a name with an accent is among them. *Plain* is the school grade in English
(Flesch-Kincaid), and in Spanish a measure (Fernández-Huerta) of which 70 to 80 is the sixth grade
and more is easier; of less than eight words it says nothing.

"""
ONCE_AND_TWICE = """
## A check-in

The question and our thanks, with common values; and with a reminder between them.

| check-in | language | segments | cost | with a reminder | cost |
| --- | --- | --- | --- | --- | --- |
"""


def texts_page(root: Path = ROOT) -> str:
    """The whole page, without the notice that it is generated."""
    told, spoken = rules(root), by_language(texts(root))
    price = told["price"]
    paid = (
        f"A segment costs ${price['segment']} and ${price['carrier_fee']} to the network: "
        f"{price['source']}.\n"
    )
    return (
        INTRODUCTION + paid + _check_ins(told, spoken) + _month(told, spoken) + _all(told, spoken)
    )


def by_language(found: Iterable[Text]) -> dict[str, Named]:
    """Language -> name -> text, English first."""
    spoken: dict[str, Named] = {"en": {}}
    for text in found:
        spoken.setdefault(text.language, {})[text.name] = text
    return spoken


def per_segment(told: Rules) -> float:
    """Dollars."""
    return float(told["price"]["segment"] + told["price"]["carrier_fee"])


def taken(named: Named, names: Iterable[str], told: Rules, which: str) -> int:
    """Segments of these texts together."""
    return sum(segments(filled(named[name], told, which))[0] for name in names)


def conversation(kind: str, told: Rules, *, reminded: bool) -> list[str]:
    """The texts of a check-in that goes well: the question, the reminder if any, our thanks."""
    asked = [f"utter_check_in_{kind}", *([f"utter_remind_{kind}"] if reminded else [])]
    return [*asked, str(told["answered_by"][kind])]


def _check_ins(told: Rules, spoken: dict[str, Named]) -> str:
    rows = [
        f"| {kind} | {language} | {once} | {_dollars(once, told)} "
        f"| {twice} | {_dollars(twice, told)} |\n"
        for kind in told["answered_by"]
        for language, named in spoken.items()
        for once, twice in [_once_and_twice(kind, named, told, "common")]
    ]
    return ONCE_AND_TWICE + "".join(rows)


def _month(told: Rules, spoken: dict[str, Named]) -> str:
    kind, days = told["month"]["of"], told["month"]["days"]
    head = f"\n## A month\n\nOne patient, {kind} every day for {days} days: what we send.\n\n"
    head += "| language | values | answered at once | cost | reminded every day | cost |\n"
    head += "| --- | --- | --- | --- | --- | --- |\n"
    rows = [
        f"| {language} | {which} | {once * days} segments | {_dollars(once * days, told, 2)} "
        f"| {twice * days} segments | {_dollars(twice * days, told, 2)} |\n"
        for language, named in spoken.items()
        for which in ("common", "longest")
        for once, twice in [_once_and_twice(kind, named, told, which)]
    ]
    return head + "".join(rows)


def _once_and_twice(kind: str, named: Named, told: Rules, which: str) -> tuple[int, int]:
    once, twice = (conversation(kind, told, reminded=late) for late in (False, True))
    return taken(named, once, told, which), taken(named, twice, told, which)


def _all(told: Rules, spoken: dict[str, Named]) -> str:
    languages = list(spoken)
    columns = [f"{what} {code}" for code in languages for what in COLUMNS]
    head = "\n## Every text\n\n| text | " + " | ".join(columns) + " |\n"
    head += "| --- |" + " --- |" * len(columns) + "\n"
    rows = [
        f"| {name.removeprefix('utter_')} | "
        + " | ".join(_cells(spoken[code].get(name), told) for code in languages)
        + " |\n"
        for name in spoken[languages[0]]
    ]
    totals = [
        f"{taken(named, named, told, 'common')} segments in {code}"
        for code, named in spoken.items()
    ]
    return head + "".join(rows) + f"\nAll {len(rows)} together: {', '.join(totals)}.\n"


def _cells(text: Text | None, told: Rules) -> str:
    if text is None:
        return " | ".join("-" * len(COLUMNS))
    (common, code), (longest, _) = (
        segments(filled(text, told, which)) for which in ("common", "longest")
    )
    needs = [common] if common == longest else [common, longest]
    cents = [f"{count * per_segment(told) * 100:.1f}" for count in needs]
    plain = f"{max(0, plainness(text, told)):.0f}" if measurable(text) else "-"
    return " | ".join([code, " to ".join(map(str, needs)), " to ".join(cents), plain])


def _dollars(taken: int, told: Rules, digits: int = 4) -> str:
    return f"${taken * per_segment(told):.{digits}f}"
