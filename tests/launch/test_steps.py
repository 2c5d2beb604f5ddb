"""A run of many steps goes on after a failure, and ends by saying all of it."""

import sys
from pathlib import Path

import pytest

from launch.steps import Steps
from launch.suite import closing_line
from launch.trouble import Trouble


def test_every_step_runs_and_the_summary_names_what_failed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def impossible() -> None:
        raise Trouble("there is no browser.", "Install one.")

    steps = Steps()
    steps.run("first", [sys.executable, "-c", "raise SystemExit(3)"])
    steps.call("second", impossible)
    steps.skip("third", "there is no tests/rasa")
    steps.run("fourth", [sys.executable, "-c", "print('ran all the same')"])

    assert steps.failed
    assert [word for _, word, _ in steps.done] == [
        "FAILED",
        "FAILED",
        "skipped: there is no tests/rasa",
        "passed",
    ]
    assert steps.summary().count("FAILED") == 2
    told = capfd.readouterr()
    assert "ran all the same" in told.out
    assert "there is no browser." in told.err


def test_what_runs_at_the_same_time_is_shown_whole_and_in_the_order_of_its_lane(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each writes a line, waits until the other lane has begun, and writes another."""
    wait = "import sys, pathlib, time\n{me}.touch()\nprint('{a} begins', flush=True)\n"
    wait += "while not {other}.exists(): time.sleep(0.01)\nprint('{a} ends')\nsys.exit({code})"

    def script(me: str, other: str, code: int = 0) -> list[str]:
        files = {"me": f"pathlib.Path({str(tmp_path / me)!r})", "a": me, "code": code}
        code_of = wait.format(**files, other=f"pathlib.Path({str(tmp_path / other)!r})")
        return [sys.executable, "-c", code_of]

    steps = Steps()
    steps.beside(
        [("one", script("one", "two")), ("after one", [sys.executable, "-c", "print('after')"])],
        [("two", script("two", "one", code=1))],
    )

    told = capfd.readouterr().out
    for name in ("one", "two"):
        assert f"== {name}\n{name} begins\n{name} ends\n" in told
    assert told.index("one ends") < told.index("== after one")
    assert {name: word for name, word, _ in steps.done} == {
        "one": "passed",
        "after one": "passed",
        "two": "FAILED",
    }
    assert steps.failed


def test_the_closing_line_adds_up_all_runs_in_pytests_words(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(report(tests=10, failures=2, skipped=1), "utf-8")
    (tmp_path / "b.xml").write_text(report(tests=5, errors=1), "utf-8")

    line = closing_line(tmp_path.glob("*.xml"), 61.5)

    assert line.strip("= ") == "2 failed, 11 passed, 1 skipped, 1 error in 61.50s"


def test_a_run_without_any_report_does_not_look_like_a_success(tmp_path: Path) -> None:
    assert "no tests ran" in closing_line(tmp_path.glob("*.xml"), 1)


def report(**counts: int) -> str:
    told = " ".join(f'{name}="{count}"' for name, count in counts.items())
    return f"<testsuites><testsuite {told}/></testsuites>"
