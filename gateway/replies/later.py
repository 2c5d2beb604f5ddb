"""She will answer later: with a time, her reminder is moved to it and the answer says when."""

from datetime import datetime, timedelta
from typing import Any

from gateway import check_ins, cohort
from gateway.check_ins.tables import CheckIn
from gateway.replies.told import Hearing


def answer_later(heard: Hearing, check_in: CheckIn) -> dict[str, Any]:
    """Name the time only when it is promised; otherwise she may simply write when she can."""
    wish = heard.told.get("again")
    if not wish or heard.asking is None or not heard.may_text:
        return {"outcome": "later"}
    at = check_ins.write_later(
        heard.session, check_in, heard.patient, wish, heard.asking, now=heard.now
    )
    return _promised(heard, at) if at else {"outcome": "later"}


def _promised(heard: Hearing, at: datetime) -> dict[str, Any]:
    then, today = cohort.local(heard.patient, at), cohort.local(heard.patient, heard.now).date()
    days = {today: "later_at", today + timedelta(days=1): "later_tomorrow"}
    outcome = days.get(then.date(), "later")
    one = "_one" if then.hour % 12 == 1 and outcome != "later" else ""
    return {"outcome": outcome + one, "values": {"when": f"{then:%I:%M %p}".lstrip("0")}}
