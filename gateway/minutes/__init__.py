"""Minutes: activity, and later clinical time. Other folders use `count` and `this_month`."""

from gateway.minutes.activity import count, month_of, this_month
from gateway.minutes.tables import Activity

__all__ = ["Activity", "count", "month_of", "this_month"]
