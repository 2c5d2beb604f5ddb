"""What `make up` promises, kept with real supervisor and small stand-in programs."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch import up
from launch.processes import Process
from launch.runner import Runner, down, running_pid
from launch.setup import ROOT
from launch.trouble import Trouble
from tests.launch import stubs


def ask(process: Process) -> dict[str, object]:
    assert process.health_url
    with urllib.request.urlopen(process.health_url, timeout=2) as answer:
        told = json.load(answer)
        assert isinstance(told, dict)
        return told


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    awkward = 'it\'s 100% "right"; really # yes\nsecond line, third'
    made = Runner([stubs.server("web", {"TOKEN": awkward}), stubs.server("other")], tmp_path)
    made.start()
    up.wait_until_well(made, time.monotonic())
    yield made
    made.stop()


def test_each_process_gets_its_own_environment_and_nothing_else(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    web, other = (ask(process)["env"] for process in runner.table)

    assert isinstance(web, dict)
    assert isinstance(other, dict)
    assert web["TOKEN"] == 'it\'s 100% "right"; really # yes\nsecond line, third'
    assert set(other) <= {"LC_CTYPE"}  # which Python itself adds


def test_a_killed_process_comes_back(runner: Runner) -> None:
    first = ask(runner.table[0])["pid"]
    os.kill(int(str(first)), signal.SIGKILL)

    for _ in range(100):
        time.sleep(0.1)
        if up.well(runner.table[0], {}):
            break

    assert ask(runner.table[0])["pid"] != first


def test_stopping_leaves_no_process_and_no_plan_behind(runner: Runner) -> None:
    pids = [int(str(ask(process)["pid"])) for process in runner.table]

    runner.stop()

    assert all(gone(pid) for pid in pids)
    assert not runner.run.exists()
    assert not runner.sockets.exists()


def test_plans_hold_tokens_and_only_their_owner_reads_them_and_the_logs(runner: Runner) -> None:
    assert {path.stat().st_mode & 0o077 for path in runner.run.glob("*.json")} == {0}
    assert {path.stat().st_mode & 0o077 for path in runner.logs.glob("web.log")} == {0}
    config = (runner.run / "supervisord.conf").read_text("utf-8")
    assert "really" not in config


def test_a_process_that_ends_while_starting_ends_the_start_with_its_last_words(
    tmp_path: Path,
) -> None:
    web = stubs.server("web")
    broken = stubs.program("gateway", "raise SystemExit('hypertension.yml: 181/95 is critical')")
    environ = {"PROMOTORA_VAR": str(tmp_path)}

    with pytest.raises(
        Trouble, match=r"gateway ended while starting.*\n.*181/95 is critical"
    ) as no:
        up.run([web, broken], tmp_path, environ, time.monotonic())

    assert "gateway.log" in no.value.next_step
    assert not up.well(web, {})
    assert running_pid(tmp_path) is None


def test_a_port_in_use_is_told_with_the_way_out(tmp_path: Path, runner: Runner) -> None:
    taken = runner.table[0].port
    wanted = Process("rasa", ("x",), {}, None, taken)

    with pytest.raises(Trouble, match=f"Port {taken}, wanted for rasa, is in use") as no:
        up.free([wanted], tmp_path / "another")

    assert f"PROMOTORA_RASA_PORT={(taken or 0) + 1} make up" in no.value.next_step


def test_a_second_start_of_the_same_installation_is_told_so(tmp_path: Path, runner: Runner) -> None:
    with pytest.raises(Trouble, match="running already") as no:
        up.free(list(runner.table), tmp_path)

    assert "make down" in no.value.next_step


def test_make_down_stops_what_another_terminal_started(tmp_path: Path, runner: Runner) -> None:
    assert down(tmp_path)
    assert not runner.alive or runner.server.wait(5) == 0  # type: ignore[union-attr]
    assert not up.well(runner.table[0], {})
    assert not down(tmp_path)


STARTER = """
import signal, sys, time
from pathlib import Path
from launch import up
from tests.launch import stubs
for number in up.ENDINGS:
    signal.signal(number, up.asked)
table = [stubs.server("web")]
print(table[0].health_url, flush=True)
environ = {
    "PROMOTORA_VAR": sys.argv[1],
    "PROMOTORA_SANDBOX_PASSWORD": "x",
    "PROMOTORA_PORT": str(table[0].port),
}
up.run(table, Path(sys.argv[1]), environ, time.monotonic())
"""


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_in_order(tmp_path: Path, ending: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as starter:
        assert starter.stdout
        url = starter.stdout.readline().strip()
        while "Ctrl-C stops everything" not in starter.stdout.readline():
            pass
        starter.send_signal(ending)
        last = starter.stdout.read().splitlines()[-1]

    assert starter.returncode == 0
    assert last == "Stopped."
    assert not up.well(Process("web", (), {}, url), {})
