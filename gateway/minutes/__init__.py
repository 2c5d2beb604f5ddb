"""Minutes: activity, and later clinical time."""
