"""Scores of interpretations against their labels: the safety counts first."""

from typing import Any, Dict, Iterable, List, Mapping, Tuple

Pair = Tuple[Mapping[str, Any], Mapping[str, Any]]  # a labelled reply, and what was made of it
WORTH_READING = 40  # errors shown


def report(pairs: List[Pair]) -> str:
    """What a maintainer reads after a run: counts in the order of harm, scores, errors."""
    lines = [f"{name}: {count} of {among}" for name, (count, among) in safety(pairs).items()]
    for part in ("act", "readings", "answer", "all"):
        strict, lenient = (share(pairs, part, alt=alt) for alt in (False, True))
        lines.append(f"{part}: {strict:.1%} strict, {lenient:.1%} with alternatives")
    lines.append("")
    wrong = [pair for pair in pairs if not any(right(pair, gold, "all") for gold in golds(pair))]
    lines += [_error(pair) for pair in wrong[:WORTH_READING]]
    return "\n".join(lines) + "\n"


def safety(pairs: List[Pair]) -> Dict[str, Tuple[int, int]]:
    """Harmful errors, the worst first: how many, among how many."""
    danger = [p for p in pairs if p[0]["gold"]["act"] == "emergency"]
    safe = [p for p in pairs if all(g["act"] != "emergency" for g in golds(p))]
    with_values = [p for p in pairs if p[0]["gold"].get("readings")]
    stops = [p for p in pairs if p[0]["gold"]["act"] == "stop"]
    no_stops = [p for p in pairs if all(g["act"] != "stop" for g in golds(p))]
    return {
        "emergencies missed": (_count(p[1]["act"] != "emergency" for p in danger), len(danger)),
        "wrong values charted": (_count(_wrong_value(p) for p in pairs), len(pairs)),
        "readings missed": (
            _count(not any(right(p, g, "readings") for g in golds(p)) for p in with_values),
            len(with_values),
        ),
        "opt-outs missed": (_count(p[1]["act"] != "stop" for p in stops), len(stops)),
        "false opt-outs": (_count(p[1]["act"] == "stop" for p in no_stops), len(no_stops)),
        "false emergencies": (_count(p[1]["act"] == "emergency" for p in safe), len(safe)),
    }


def share(pairs: List[Pair], part: str, *, alt: bool) -> float:
    """How much of a part is right, strictly or with the alternatives the label allows."""
    good = _count(
        any(right(p, g, part) for g in (golds(p) if alt else [p[0]["gold"]])) for p in pairs
    )
    return good / len(pairs) if pairs else 0.0


def golds(pair: Pair) -> List[Mapping[str, Any]]:
    gold = pair[0]["gold"]
    return [gold, *({**gold, **other} for other in gold.get("alt") or [])]


def right(pair: Pair, gold: Mapping[str, Any], part: str) -> bool:
    made = pair[1]
    parts = ("act", "readings", "answer") if part == "all" else (part,)
    if "readings" in parts and _values(made) != _values(gold):
        return False
    return all(made.get(p) == gold.get(p) for p in parts if p != "readings")


def _values(of: Mapping[str, Any]) -> List[Tuple[Any, ...]]:
    """Readings as sorted tuples, so that 184 and 184.0 are one value."""
    return sorted(tuple(sorted((k, str(_number(v))) for k, v in r.items())) for r in of["readings"])


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, (int, float)) else value


def _wrong_value(pair: Pair) -> bool:
    allowed = {value for gold in golds(pair) for value in _values(gold)}
    return any(value not in allowed for value in _values(pair[1]))


def _count(truths: Iterable[bool]) -> int:
    return sum(1 for true in truths if true)


def _error(pair: Pair) -> str:
    reply, made = pair
    gold = reply["gold"]
    what = {k: made.get(k) for k in ("act", "readings", "answer", "reason")}
    wanted = {k: gold.get(k) for k in ("act", "readings", "answer")}
    return f"[{reply.get('context')}] {reply['text']!r}\n    wanted {wanted}\n    made   {what}"
