"""How each rule stood to a value, and what would have been needed, in words."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from gateway.console.presenters.delivery import State
from gateway.console.presenters.times import span
from gateway.console.presenters.vitals import UNITS, plain
from gateway.console.presenters.why import Book, RuleRow, Signed
from gateway.protocols import Need, Protocol, Standing, Vital, to_page
from gateway.protocols.consulted import looks
from gateway.protocols.judge import TREND, Band, Gain, Limit, Rule, Signature

LEADS_TO = {
    "critical": "Critical: pages, wakes somebody",
    "abnormal": "Out of range: pages, wakes nobody",
    "trend": "Trend: a task, pages nobody",
}
SEPARATE = {"pulse": "a minute"}
TREND_MET = "Met: a trend"
LACKS = {
    "target": "The patient has no band of their own",
    "before": "There was no earlier number to compare with",
}
IMPOSSIBLE = "not beside the other number: such a reading is asked again, never written down"
TO_PAGE = {"critical": "To wake somebody", "abnormal": "To page at all"}


def books(found: Sequence[Standing], vital: Vital) -> tuple[Book, ...]:
    """The protocols that judged, each with its rules: what decided first, then the nearest."""
    protocols = {id(one.protocol): one.protocol for one in found}
    return tuple(
        _book(protocol, [one for one in found if one.protocol is protocol], vital)
        for protocol in protocols.values()
    )


def _book(protocol: Protocol, mine: Sequence[Standing], vital: Vital) -> Book:
    held = [one for one in mine if one.binds and one.holds and one.rule.then != TREND]
    decided = next(iter(held), None)
    return Book(
        name=plain(protocol.name),
        version=protocol.version,
        approved=_signed(protocol.approved),
        for_others=not any(one.binds and one.rule.then != "critical" for one in mine)
        and any(one.rule.active and one.rule.then != "critical" for one in mine),
        rules=tuple(_row(one, one is decided, vital) for one in mine),
    )


def _row(one: Standing, decided: bool, vital: Vital) -> RuleRow:
    return RuleRow(
        when=one.rule.when,
        leads_to=LEADS_TO[one.rule.then],
        how=_how(one, decided, vital),
        needed=_reached_by(one, vital) if one.binds else "",
        signed=_other_signature(one.rule, one.protocol),
    )


def _how(one: Standing, decided: bool, vital: Vital) -> State:
    if not one.rule.active:
        would = "; it would have been met" if one.holds else ""
        return State(f"Present, off until signed{would}", "plain")
    if not one.binds:
        return State("Not for this patient: no condition it is written for", "plain")
    if one.holds and one.rule.then == TREND:
        return State(TREND_MET, "plain")
    if one.holds:
        return State("Decided", "bad") if decided else State("Met too", "plain")
    if one.lacks:
        return State(LACKS[one.lacks], "plain")
    if not one.needs:
        return State("Not met", "good")
    return _missed(one.needs[0], vital)


def _missed(nearest: Need, vital: Vital) -> State:
    if nearest.now is None:
        return State(f"No {nearest.part} was told", "plain")
    far = f"{_amount(nearest.far)} {_unit(nearest.part, vital)}"
    return State(f"Not met: {far} away", "good")


def _reached_by(one: Standing, vital: Vital) -> str:
    """The numbers, where the rule's own words do not say them: a gain, a band of her own."""
    if isinstance(one.rule.check, Limit):
        return "" if all(need.possible for need in one.needs) else IMPOSSIBLE
    return " or ".join(_number(need, one.rule, vital) for need in one.needs)


def needed(found: Sequence[Standing], severity: str, vital: Vital) -> tuple[str, ...]:
    """One sentence for each tier that was not reached: what would have been needed."""
    said = []
    for tier in ("abnormal", "critical"):
        if severity != "critical" and tier != severity:
            said.append(_sentence(found, tier, vital))
    return tuple(sentence for sentence in said if sentence)


def _sentence(found: Sequence[Standing], tier: str, vital: Vital) -> str:
    if not any(one.binds and one.rule.then == tier for one in found):
        return ""
    needs = to_page(found, tier)
    if not needs:
        return f"{TO_PAGE[tier]}: no number could have; there was nothing to compare with."
    rules = {need: _rule_of(need, found) for need in needs}
    numbers = [_number(need, rules[need], vital) for need in needs]
    return f"{TO_PAGE[tier]}: {', or '.join(numbers)}."


def _rule_of(need: Need, found: Sequence[Standing]) -> Rule:
    return next(one.rule for one in found if any(mine is need for mine in one.needs))


def _number(need: Need, rule: Rule, vital: Vital) -> str:
    """E.g. "systolic above 180", "187 lb or more within 36 hours, against 184 lb"."""
    unit, single = _unit(need.part, vital), len(vital.parts) == 1
    name = "" if single else f"{need.part} "
    if isinstance(rule.check, Gain):
        within, against = span(rule.check.within), _amount(need.against or 0)
        return f"{_amount(need.at)} {unit} or more within {within}, against {against} {unit}"
    number = f"{_amount(need.limit)} {unit}" if single else _amount(need.limit)
    more = "more" if need.up else "less"
    how = f"{number} or {more}" if need.including else f"{_beyond(need)} {number}"
    return f"{name}{how}"


def _beyond(need: Need) -> str:
    return "above" if need.up else "below"


def bands(targets: Mapping[str, Band], vital: Vital) -> tuple[str, ...]:
    """E.g. "systolic 100 to 130 mmHg"."""
    return tuple(
        f"{part} {_band(low, high)} {_unit(part, vital)}" for part, (low, high) in targets.items()
    )


def _band(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"at most {_amount(high or 0)}" if low is None else f"at least {_amount(low)}"
    return f"{_amount(low)} to {_amount(high)}"


def looked(found: Sequence[Standing]) -> str:
    """How far back the rules look; empty when each value is judged for itself."""
    furthest = max((looks(one.rule.check) for one in found), default=timedelta(0))
    return span(furthest) if furthest else ""


def _unit(part: str, vital: Vital) -> str:
    return SEPARATE.get(part) or UNITS.get(vital.key, "")


def _amount(number: float) -> str:
    return f"{round(number, 2):g}"


def _other_signature(rule: Rule, protocol: Protocol) -> Signed | None:
    if rule.signed is None:
        return Signed("nobody yet", "", "")
    return _signed(rule.signed) if rule.signed != protocol.approved else None


def _signed(signature: Signature) -> Signed:
    return Signed(signature.by, signature.on, signature.source)
