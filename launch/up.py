"""`make up`: prepare, start, wait until well, say where, stay, stop."""

import itertools
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from launch.environment import complete
from launch.model import train_if_needed
from launch.processes import Process, processes, reachable, whole
from launch.runner import Runner, State, running_pid
from launch.setup import ROOT, python_of
from launch.trouble import Trouble, say

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
HEALTHY_WITHIN = 180  # seconds; Rasa takes 7 on an idle machine and far longer on a busy one


class Asked(Exception):  # noqa: N818
    """Somebody asked us to stop: Ctrl-C, SIGTERM, or the terminal was closed."""


def up() -> None:
    """Start everything and stay until asked to stop; raises Trouble when it cannot be started."""
    os.umask(0o077)  # databases and logs are for their owner: they hold what patients wrote
    for number in ENDINGS:
        signal.signal(number, asked)
    try:
        began = time.monotonic()
        environ = complete(os.environ)
        table = processes(environ)
        var = Path(environ["PROMOTORA_VAR"])
        free(table, var)
        prepare(environ)
        run(table, var, environ, began)
    except Asked:
        say("\nStopped before everything was started.")


def asked(number: int, frame: FrameType | None) -> None:
    """The first signal ends the wait; further ones must not disturb the orderly end."""
    for each in ENDINGS:
        signal.signal(each, signal.SIG_IGN)
    raise Asked


def free(table: list[Process], var: Path) -> None:
    """Refuse to start on a port that somebody else listens on."""
    for process in table:
        if process.port is None or not taken(process.host, process.port):
            continue
        if running_pid(var):
            raise Trouble(
                f"Port {process.port} is taken: this Promotora is running already.",
                "Use it, or stop it first with `make down`.",
            )
        own = "" if process.name == "gateway" else f"{process.name.upper()}_"
        raise Trouble(
            f"Port {process.port}, wanted for {process.name}, is in use by another program.",
            f"Stop it or choose another: `PROMOTORA_{own}PORT={process.port + 1} make up`.",
        )


def taken(host: str, port: int) -> bool:
    """Whether the port cannot be had; a socket that merely lingers from before does not count."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def prepare(environ: Mapping[str, str]) -> None:
    """Keys, database, people, model: everything that must be there before the first process."""
    for doing, arguments in (
        ("keys", ("keys",)),
        ("database", ("migrate",)),
        ("people", ("seed",)),
    ):
        gateway(environ, doing, *arguments)
    began = time.monotonic()
    train_if_needed(environ)
    say(f"  {'model':<18} ready  {time.monotonic() - began:5.1f} s")


def gateway(environ: Mapping[str, str], doing: str, *arguments: str) -> None:
    """Run one gateway command; what it says is shown only when it fails."""
    began = time.monotonic()
    command = [str(python_of("gateway")), "-m", "gateway", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=whole(environ), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise Trouble(
            f"{doing} could not be prepared:\n" + "\n".join(f"    {line}" for line in said[-8:]),
            f"Mend what the last line names; to see all of it: `python -m gateway {arguments[0]}`.",
        )
    say(f"  {doing:<18} ready  {time.monotonic() - began:5.1f} s")


def run(table: list[Process], var: Path, environ: Mapping[str, str], began: float) -> None:
    """Start the table under the runner and stay; whatever happens, nothing is left running."""
    runner = Runner(table, var)
    try:
        runner.start()
        wait_until_well(runner, began)
        wait_until_ready(runner, environ, began)
        greet(environ, began)
        watch(runner)
    except Asked:
        say("\nStopping everything ...")
    finally:
        runner.stop()
    say("Stopped.")


def wait_until_well(runner: Runner, began: float) -> None:
    """Return when every process is well; Trouble as soon as one has ended or time is up."""
    waiting = {process.name: process for process in runner.table}
    pids: dict[str, int] = {}
    deadline = time.monotonic() + HEALTHY_WITHIN
    while waiting:
        states = still_starting(runner, pids)
        for name in [name for name, process in waiting.items() if well(process, states)]:
            del waiting[name]
            say(f"  {name:<18} well   {time.monotonic() - began:5.1f} s")
        if waiting and time.monotonic() > deadline:
            raise gave_up(runner, next(iter(waiting)), f"was not well after {HEALTHY_WITHIN} s")
        time.sleep(0.2)


def wait_until_ready(runner: Runner, environ: Mapping[str, str], began: float) -> None:
    """Return when the gateway has heard of a worker: only then is anybody texted or paged."""
    ready = f"{gateway_url(environ)}/health/ready"
    pids: dict[str, int] = {}
    deadline = time.monotonic() + HEALTHY_WITHIN
    while not answers(ready):
        still_starting(runner, pids)
        if time.monotonic() > deadline:
            raise gave_up(runner, "worker", f"was not heard of in {HEALTHY_WITHIN} s")
        time.sleep(0.2)
    say(f"  {'everything':<18} ready  {time.monotonic() - began:5.1f} s")


def still_starting(runner: Runner, pids: dict[str, int]) -> Mapping[str, State]:
    """The states, none of which may be an end; `pids` remembers who was seen before."""
    states = runner.states()
    for name, state in states.items():
        if not state.running or (state.pid and pids.setdefault(name, state.pid) != state.pid):
            raise gave_up(runner, name, "ended while starting")
    if not runner.alive:
        raise runner_ended(runner)
    return states


def well(process: Process, states: Mapping[str, State]) -> bool:
    """Whether a process answers on its health URL or, lacking one, has stayed up."""
    if process.health_url is None:
        return process.name in states and states[process.name].word == "RUNNING"
    return answers(process.health_url)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def gave_up(runner: Runner, name: str, what: str) -> Trouble:
    said = "\n".join(f"    {line}" for line in runner.last_lines(name))
    return Trouble(
        f"{name} {what}. The end of its log:\n{said}",
        f"Mend what the log names ({runner.log(name)}), then run `make up` again.",
    )


def runner_ended(runner: Runner) -> Trouble:
    return Trouble(
        "the process runner has ended, and everything with it.",
        f"Read {runner.logs / 'supervisor.log'}, then run `make up` again.",
    )


def gateway_url(environ: Mapping[str, str]) -> str:
    host = environ.get("PROMOTORA_HOST") or "127.0.0.1"
    return reachable(host, int(environ.get("PROMOTORA_PORT") or 8000))


def greet(environ: Mapping[str, str], began: float) -> None:
    """Where everything is, and a sign-in."""
    say(f"\nPromotora runs (started in {time.monotonic() - began:.0f} s).")
    say(f"  Care team's console   {gateway_url(environ)}/")
    if environ.get("PROMOTORA_MODE", "sandbox") == "sandbox":
        at = int(environ.get("PROMOTORA_SANDBOX_PORT") or 9000)
        say(f"  Sandbox with phones   {reachable('127.0.0.1', at)}/")
        say("  Sign in as            nurse, clinician or operator")
        say(f"  with the password     {environ['PROMOTORA_SANDBOX_PASSWORD']}")
    say(f"  Logs                  {environ['PROMOTORA_VAR']}/log/")
    say("Ctrl-C stops everything.")


def watch(runner: Runner) -> None:
    """Tell of every process that ended and was started again, until asked to stop."""
    known: dict[str, int] = {}
    for _ in itertools.count():
        for name, state in runner.states().items():
            if state.word == "RUNNING" and known.setdefault(name, state.pid) != state.pid:
                known[name] = state.pid
                say(f"  {name} had ended and runs again (its log: {runner.log(name)})")
        if not runner.alive:
            if runner.ended_well:
                return  # `make down`, from another terminal
            raise runner_ended(runner)
        time.sleep(1)
