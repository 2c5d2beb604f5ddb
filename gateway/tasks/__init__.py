"""Tasks: the care managers' queue. Other folders use `add`, `done` and `open_tasks`."""

from gateway.tasks.queue import add, done, open_tasks
from gateway.tasks.tables import Task

__all__ = ["Task", "add", "done", "open_tasks"]
