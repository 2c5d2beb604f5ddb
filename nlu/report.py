"""What a maintainer reads after a run, and the same for machines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nlu.scoring import (
    ALL,
    HARMS,
    PARTS,
    Measure,
    Pair,
    golds,
    measures,
    right,
    share,
    slices,
    worst,
)

EXAMPLES = 12  # errors shown of each group
GROUPS = 12  # groups of harmless errors shown, the largest first
FEWEST = 10  # replies a tag needs to have a line of its own


def text(pairs: Sequence[Pair]) -> str:
    """Safety in the order of harm, scores by slice, errors worth reading."""
    head = f"{len(pairs)} labelled replies. What harms, the worst first:"
    return "\n".join([head, *_table(measures(pairs)), "", *_scores(pairs), "", *_errors(pairs), ""])


def machine(pairs: Sequence[Pair]) -> dict[str, Any]:
    """The same as one JSON value."""
    return {
        "replies": len(pairs),
        "measures": [
            {**measure.__dict__, "verdict": measure.verdict} for measure in measures(pairs)
        ],
        "scores": _row(pairs),
        "slices": {
            name: {value: _row(part) for value, part in parts.items()}
            for name, parts in slices(pairs).items()
        },
        "errors": [
            {"group": group, "reply": dict(reply), "made": dict(made)}
            for group, wrong in grouped(pairs).items()
            for reply, made in wrong
        ],
    }


def _row(pairs: Sequence[Pair]) -> dict[str, Any]:
    scores = {
        part: {
            "strict": share(pairs, part, strict=True),
            "lenient": share(pairs, part, strict=False),
        }
        for part in (*PARTS, ALL)
    }
    harms = {harm.name: sum(harm.among(p) and harm.happened(p) for p in pairs) for harm in HARMS}
    return {"replies": len(pairs), **scores, "harms": harms}


def _table(found: Sequence[Measure]) -> Iterator[str]:
    yield f"  {'':40}{'count':>14}{'percent':>9}{'floor':>8}{'aim':>7}"
    for measure in found:
        count = "" if measure.count is None else f"{measure.count} of {measure.among}"
        value = "-" if measure.value is None else f"{measure.value:.2f}"
        limits = f"{measure.floor:>8g}{measure.aim:>7g}"
        yield f"  {measure.name:40}{count:>14}{value:>9}{limits}  {VERDICTS[measure.verdict]}"


VERDICTS = {
    "aim": "aim reached",
    "floor": "within the floor",
    "MISSED": "MISSED",
    "none": "nothing to measure",
}


def _scores(pairs: Sequence[Pair]) -> Iterator[str]:
    """Percent right, strict and lenient, of each part and of all, by slice."""
    titles = "".join(f"{part:>14}" for part in (*PARTS, ALL))
    yield f"Percent right, strict/lenient{'replies':>10}{titles}"
    yield _line("all replies", pairs)
    for name, parts in slices(pairs).items():
        small = 0
        yield f"by {name}"
        for value, part in parts.items():
            if name == "tag" and len(part) < FEWEST:
                small += 1
            else:
                yield _line(f"  {value}", part)
        if small:
            yield f"  ({small} tags on fewer than {FEWEST} replies: --json lists them)"


def _line(name: str, pairs: Sequence[Pair]) -> str:
    cells = [
        f"{share(pairs, part, strict=True) or 0:.1f}/{share(pairs, part, strict=False) or 0:.1f}"
        for part in (*PARTS, ALL)
    ]
    return f"{name:29}{len(pairs):>10}" + "".join(f"{cell:>14}" for cell in cells)


def grouped(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    """The errors no label allows: by harm, the worst first, then by what was taken for what."""
    harmful: dict[str, list[Pair]] = {harm.name: [] for harm in HARMS}
    others: dict[str, list[Pair]] = {}
    for pair in pairs:
        if harm := worst(pair):
            harmful[harm.name].append(pair)
        elif not right(pair, ALL, strict=False):
            others.setdefault(_mistake(pair), []).append(pair)
    by_size = sorted(others.items(), key=lambda kept: (-len(kept[1]), kept[0]))
    return {name: wrong for name, wrong in [*harmful.items(), *by_size] if wrong}


def _mistake(pair: Pair) -> str:
    wanted, act = pair[0]["gold"]["act"], pair[1].get("act")
    if all(gold["act"] != act for gold in golds(pair)):
        return f"{wanted} taken for {act}"
    wrong = [part for part in ("readings", "answer") if not right(pair, part, strict=False)]
    return f"{wanted} with another {' and '.join(wrong) or 'combination'}"


def _errors(pairs: Sequence[Pair]) -> Iterator[str]:
    groups = list(grouped(pairs).items())
    if not groups:
        yield "No errors."
        return
    yield "Errors worth reading, the worst first:"
    harmful = {harm.name for harm in HARMS}
    shown = [g for g in groups if g[0] in harmful]
    harmless = [g for g in groups if g[0] not in harmful]
    for name, wrong in [*shown, *harmless[:GROUPS]]:
        yield f"\n{name} ({len(wrong)})"
        yield from map(error, wrong[:EXAMPLES])
        if len(wrong) > EXAMPLES:
            yield f"  ... and {len(wrong) - EXAMPLES} more: --json lists them"
    if more := sum(len(wrong) for _, wrong in harmless[GROUPS:]):
        yield f"\n... and {more} errors of {len(harmless) - GROUPS} other kinds: --json lists them"


def error(pair: Pair) -> str:
    """One reply, what was wanted and what was made of it."""
    reply, made = pair
    sure = f"{made.get('confidence', 0):.2f} sure"
    where = " ".join(str(reply[key]) for key in ("context", "lang", "channel") if key in reply)
    at = f", {reply['id']}" if "id" in reply else ""
    return (
        f"  {reply['text']!r} ({where}{at})\n"
        f"      wanted {said(reply['gold'])}; made {said(made)}, {sure}"
    )


def said(label: Mapping[str, Any]) -> str:
    """An interpretation in a few words: act, reason, answer, readings."""
    reason = f" ({label['reason']})" if label.get("reason") else ""
    answer = f", {label['answer']}" if label.get("answer") else ""
    values = "".join(f", {written(reading)}" for reading in label.get("readings") or [])
    return f"{label.get('act')}{reason}{answer}{values}"


def written(reading: Mapping[str, Any]) -> str:
    """A reading as a person writes it."""
    if reading["type"] != "blood_pressure":
        return f"{reading['value']:g} {reading['unit']}"
    pulse = f" pulse {reading['pulse']}" if reading.get("pulse") else ""
    return f"{reading['systolic']}/{reading['diastolic']}{pulse}"
