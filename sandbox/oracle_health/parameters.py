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
TWICE = ("date", "period", "_lastUpdated", "birthdate")  # the only ones that may come in a pair
ALWAYS_TWICE = {("DocumentReference", "period"), ("CarePlan", "date")}
ANY_PAIR = [{"ge", "lt"}, {"ge", "le"}, {"gt", "lt"}, {"gt", "le"}]
PAIRS = {
    ("DocumentReference", "period"): [{"ge", "lt"}],
    ("CarePlan", "date"): [{"ge", "le"}],
    ("Patient", "birthdate"): [{"ge", "le"}],
    ("MedicationRequest", "_lastUpdated"): [{"ge", "le"}],
}
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
    bounds = query.get("-timing-boundsPeriod", ["ge"])[0]
    if not bounds.startswith("ge"):
        raise invalid("-timing-boundsPeriod must have the prefix ge")
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
    """One value is a range by its prefix; two must close a range."""
    _shape(kind, name, values)
    spans = [_span(name, value) for value in values]
    if len(spans) == 1:
        return spans[0]
    prefixes = {value[:2] for value in values}
    pairs = PAIRS.get((kind, name), ANY_PAIR)
    both = Span(max(s.start for s in spans), min(s.end for s in spans))
    if prefixes not in pairs or both.start >= both.end:
        raise invalid(f"{name} must be a closed range, e.g. ge and {max(pairs[0])}")
    return both


def _shape(kind: str, name: str, values: list[str]) -> None:
    """What the vendor's pages say of prefixes and times, parameter by parameter."""
    timed = ["T" in value for value in values]
    if len(values) == 1 and (kind, name) in ALWAYS_TWICE:
        raise invalid(f"{name} must be given twice, as a closed range")
    if (kind, name) == ("Patient", "birthdate") and any(timed):
        raise invalid("birthdate must not carry a time")
    if (kind, name) == ("DocumentReference", "date") and len(values) == 2 and not all(timed):
        raise invalid("date given twice must carry a time")
    if name == "period" and any(timed) != all(timed):
        raise invalid("If one period carries a time, both must")
    if (kind, name) == ("MedicationRequest", "_lastUpdated") and not (
        all(timed) and all(value[:2] in ("ge", "le") for value in values)
    ):
        raise invalid("_lastUpdated must carry a time and the prefix ge or le")


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
