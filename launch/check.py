"""`make check`: everything that can be said about the code without running the product."""

from launch.setup import python_of, set_up
from launch.steps import Steps
from launch.trouble import say

REST = ("actions", "sandbox", "red_flags", "benchmarks")
ELSEWHERE = r"^tests/(rasa|actions)/"  # they import what only those environments have


def check() -> int:
    """Run every check to the end; the exit status is 1 if any of them failed."""
    set_up(["gateway"], tools=True)
    tools = python_of("gateway").parent
    steps = Steps()
    steps.run("formatter", [tools / "ruff", "format", "--check", "."])
    steps.run("linter", [tools / "ruff", "check", "."])
    steps.run(
        "types: gateway, launch, checks, strict",
        [
            tools / "mypy",
            "--strict",
            "gateway",
            "launch",
            "checks",
        ],
    )
    steps.run("types: the rest", [tools / "mypy", *REST])
    steps.run("types: tests", [tools / "mypy", "--exclude", ELSEWHERE, "tests"])
    steps.run("import contracts", [tools / "lint-imports", "--no-cache"])
    steps.run(
        "limits and documentation",
        [
            tools / "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "tests/house",
        ],
    )
    say("\n" + steps.summary())
    say("\nmake check: " + ("FAILED" if steps.failed else "all passed"))
    return int(steps.failed)
