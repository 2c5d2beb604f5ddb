"""Sizes, names, the clock and broad handlers: the house rules a reader feels first."""

import ast
from collections.abc import Iterator
from pathlib import Path

from checks import ROOT, files

FUNCTION_LINES = 40
FILE_LINES = 250
EMPTY_NAMES = {"base", "common", "helper", "helpers", "manager", "managers", "misc"} | {
    *("service", "services", "tools", "util", "utils")
}
CLOCK = Path("gateway/clock.py")
CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "func": {"now", "current_timestamp", "localtimestamp"},  # the database's clock is one too
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime"},
}


def complaints(root: Path = ROOT) -> list[str]:
    """Every breach as `path:line: what`, over all Python files below root."""
    found = []
    for path in files(root, ".py"):
        within = path.relative_to(root)
        source = path.read_text("utf-8")
        tree = ast.parse(source, str(within))
        for line, what in breaches(within, source, tree):
            found.append(f"{within}:{line}: {what}")
    return found


def breaches(within: Path, source: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    yield from sizes(within, source, tree)
    yield from names(within, source, tree)
    yield from handlers(tree)
    if within.parts[0] == "gateway" and within != CLOCK:
        yield from clocks(tree)


def sizes(within: Path, source: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Files and functions that no longer fit one glance; Alembic writes its own versions."""
    lines = source.count("\n")
    if lines > FILE_LINES and "versions" not in within.parts:
        yield 1, f"the file has {lines} lines, {FILE_LINES} are allowed"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            long = node.end_lineno - node.lineno + 1
            if long > FUNCTION_LINES and "versions" not in within.parts:
                yield node.lineno, f"{node.name} has {long} lines, {FUNCTION_LINES} are allowed"


def names(within: Path, source: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """A file is named after a subject and says in one line what it is."""
    for part in (*within.parts[:-1], within.stem):
        if part in EMPTY_NAMES:
            yield 1, f"{part!r} names no subject"
    if source.strip() and not ast.get_docstring(tree):
        yield 1, "the module has no docstring"


def handlers(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """A broad handler must do something about what it caught; silence is never success."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        kind = node.type.id if isinstance(node.type, ast.Name) else ""
        silent = all(isinstance(line, ast.Pass | ast.Continue) for line in node.body)
        if node.type is None:
            yield node.lineno, "`except:` catches even Ctrl-C; name what may fail"
        elif kind in ("Exception", "BaseException") and silent:
            yield node.lineno, "a broad handler drops the error without a trace"


def clocks(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Only gateway/clock.py may know the time: everything else is told `now`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if node.attr in CLOCKS.get(name, ()):
                yield node.lineno, f"{name}.{node.attr} reads a clock; pass `now` instead"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            for alias in node.names:
                if alias.name in CLOCKS["time"]:
                    yield node.lineno, f"time.{alias.name} reads a clock; pass `now` instead"
