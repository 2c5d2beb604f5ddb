"""Search parameters: what each type takes, and what the vendor insists on."""

from dataclasses import dataclass
from datetime import timedelta

from sandbox.clock import parsed
from sandbox.oracle_health.refused import Refused

ACCEPTED: dict[str, tuple[str, ...]] = {
    "Patient": ("_id", "identifier", "name", "family", "given", "birthdate", "phone",
                "address-postalcode", "gender", "_count"),
    "Condition": ("_id", "patient", "subject", "category", "clinical-status", "_lastUpdated"),
    "Observation": ("_id", "patient", "subject", "category", "code", "date", "_lastUpdated",
                    "_count"),
    "CarePlan": ("_id", "patient", "category", "date", "_count"),
    "MedicationRequest": ("_id", "patient", "status", "intent", "-timing-boundsPeriod",
                          "_lastUpdated", "_count"),
    "DocumentReference": ("_id", "patient", "type", "category", "period", "date", "_lastUpdated",
                          "_count"),
}  # fmt: skip
COUNTS = {"Patient": (20, 100), "Observation": (50, 200), "DocumentReference": (10, 100)}
TWICE = ("date", "period", "_lastUpdated")  # the only ones that may come in a pair
DATED = {"date": "seen", "period": "seen", "_lastUpdated": "updated"}
DAY = timedelta(days=1).total_seconds()

Query = dict[str, list[str]]


@dataclass(frozen=True)
class Span:
    """Moments from `start` up to and without `end`, seconds since 1970."""

    start: float = float("-inf")
    end: float = float("inf")

    def holds(self, at: float) -> bool:
        return self.start <= at < self.end

    def meets(self, start: float, end: float) -> bool:
        """Whether a period overlaps; both its ends belong to it."""
        return start < self.end and end >= self.start


def invalid(text: str) -> Refused:
    return Refused(400, "invalid", text)


def checked(kind: str, pairs: list[tuple[str, str]]) -> Query:
    """The query by name. An unknown or repeated parameter is refused, not overlooked."""
    query: Query = {}
    for name, value in pairs:
        query.setdefault(name, []).append(value)
    for name, values in query.items():
        if name == "_count" and kind == "Condition":
            continue  # documented for others; harmless
        if name.partition(":")[0] not in ACCEPTED[kind]:
            raise invalid(f"{name} is not a supported search parameter of {kind}")
        if len(values) > (2 if name in TWICE else 1):
            raise invalid(f"{name} may be given only {'twice' if name in TWICE else 'once'}")
    _demands(kind, query)
    return query


def _demands(kind: str, query: Query) -> None:
    """What must be there, and what must not be there together."""
    if not set(query) - {"_count"}:
        raise invalid("No supported search parameter was given")
    if kind == "Patient":
        if not set(query) - {"_count", "gender"}:
            raise invalid("gender is only supported together with another parameter")
        return
    if not query.keys() & {"_id", "patient", "subject"}:
        raise invalid(f"patient is required to search {kind}")
    dates = [name for name in TWICE if name in query]
    if len(dates) > 1:
        raise invalid("Only one of " + ", ".join(dates) + " may be given")
    if kind == "CarePlan" and "_id" not in query and _token(query) != "assess-plan":
        raise invalid("category=assess-plan is required to search CarePlan")


def _token(query: Query) -> str:
    return query.get("category", [""])[0].rpartition("|")[2]


def count_of(kind: str, query: Query) -> int:
    default, most = COUNTS.get(kind, (50, 200))
    text = query.get("_count", [str(default)])[0]
    if not text.isdigit() or int(text) < 1:
        raise invalid("_count must be a positive number")
    return min(int(text), most)


def span_of(kind: str, name: str, values: list[str]) -> Span:
    """One value means itself; two must close a range, each with a prefix and a time."""
    spans = [_span(name, value) for value in values]
    if len(spans) == 1:
        if name == "period" or kind == "CarePlan":
            raise invalid(f"{name} must be given twice, as a closed range")
        alone_with_prefix = kind == "DocumentReference" and name == "date"
        if values[0][:2].isalpha() and not alone_with_prefix:
            raise invalid(f"{name} with a prefix must be given twice, as a closed range")
        return spans[0]
    if not all("T" in value for value in values) and kind != "CarePlan":
        raise invalid(f"{name} given twice must carry a time")
    prefixes = sorted(value[:2] for value in values)
    allowed = {"period": [["ge", "lt"]]}.get(name, [[g, low] for g in ("ge", "gt")
                                                    for low in ("le", "lt")])  # fmt: skip
    both = Span(max(s.start for s in spans), min(s.end for s in spans))
    if prefixes not in allowed or both.start >= both.end:
        raise invalid(f"{name} must be a closed range, e.g. ge and lt")
    return both


def _span(name: str, value: str) -> Span:
    prefix, text = (value[:2], value[2:]) if value[:2].isalpha() else ("eq", value)
    try:
        start = parsed(text.replace(" ", "+"))
    except ValueError:
        raise invalid(f"{name} is not a date: {text}") from None
    end = start + (DAY if "T" not in text else 0.001 if "." in text else 1.0)
    match prefix:
        case "eq":
            return Span(start, end)
        case "ge":
            return Span(start)
        case "gt":
            return Span(end if "T" not in text else start + 0.001)
        case "le":
            return Span(end=end)
        case "lt":
            return Span(end=start)
    raise invalid(f"{name} has an unknown prefix: {prefix}")
