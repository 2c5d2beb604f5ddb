"""What the gateway knows when a message arrives: the open check-ins and the last values."""

import re
from dataclasses import dataclass, field
from typing import Any, Mapping

KINDS = ("bp", "glucose", "weight", "adherence", "symptom", "enrollment", "review", "none")

FOLLOWED = {"why_missed": "adherence"}  # what our last text asked -> the check-in it belongs to


@dataclass(frozen=True)
class Situation:
    """The context of one message, as the gateway sends it in the metadata.

    `context` is the kind of the check-in last asked and still open; `pending` the reading our last
    question proposed; `recent` the last values as the chart shows them ("184 lb"); `today` the
    vitals she has sent a reading of today, the last one at the end; `follow_up` what our last text
    asked beside the open check-in ("why_missed").
    """

    context: str = "none"
    open_check_ins: tuple[str, ...] = ()
    language: str = ""
    channel: str = "sms"
    pending: Mapping[str, Any] | None = None
    recent: Mapping[str, str] = field(default_factory=dict)
    today: tuple[str, ...] = ()
    follow_up: str | None = None

    @classmethod
    def of(cls, metadata: Mapping[str, Any] | None, asked: str | None = None) -> "Situation":
        """From a message's metadata; `asked` is what the tracker remembers when there is none."""
        told = metadata or {}
        context = told.get("context") or asked or "none"
        context = context if context in KINDS else "none"
        return cls(
            context=context,
            open_check_ins=tuple(told.get("open_check_ins") or [context]),
            language=told.get("language") or "",
            channel=told.get("channel") or "sms",
            pending=told.get("pending"),
            recent=told.get("recent") or {},
            today=tuple(told.get("today") or ()),
            follow_up=told.get("follow_up"),
        )

    @property
    def topic(self) -> str:
        """What her words are about: after "why were they missed?" still the medicines."""
        return FOLLOWED.get(self.follow_up or "", self.context)

    @property
    def open(self) -> tuple[str, ...]:
        """Every check-in waiting for an answer, the last asked first."""
        others = (kind for kind in reversed(self.open_check_ins) if kind != self.context)
        return (self.context, *others)

    def last(self, vital: str) -> float | None:
        """The patient's last value of a vital that is one number."""
        found = re.match(r"\s*(\d+(?:\.\d+)?)", str(self.recent.get(vital, "")))
        return float(found.group(1)) if found else None
