"""Supervisor as the process runner: its configuration, its start, its end, what it says."""

import configparser
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xmlrpc.client
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, cast

from supervisor.xmlrpc import SupervisorTransport

from launch.processes import MACHINE, Process
from launch.setup import ROOT
from launch.trouble import Trouble

CHILD = Path(__file__).with_name("child.py")
STOP_SECONDS = 20  # longer than the longest vendor time-out, so that a send is never cut in half


@dataclass(frozen=True)
class State:
    """What supervisor knows of one process; `word` is its own, such as RUNNING or BACKOFF."""

    name: str
    pid: int
    word: str

    @property
    def running(self) -> bool:
        return self.word in ("STARTING", "RUNNING")


class Runner:
    """Everything of one installation, under one supervisor in the foreground.

    Supervisor restarts whatever ends, at once at first and then with a growing pause, and never
    gives up: an outage of the database must not leave a clinic without a worker the next morning.
    """

    def __init__(self, table: Sequence[Process], var: Path) -> None:
        self.table = table
        self.logs = var / "log"
        self.run = var / "run"
        self.pidfile = self.run / "supervisord.pid"
        # A Unix socket's path may have 104 bytes; below a long PROMOTORA_VAR it would not fit.
        self.sockets = Path(tempfile.mkdtemp(prefix="promotora-"))
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start supervisor with nothing but what a program needs of the machine.

        It gets no token itself, and its own session, so that Ctrl-C reaches the launcher only and
        everything is stopped in one orderly way.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        config = self.configure()
        environ = {name: os.environ[name] for name in MACHINE if name in os.environ}
        self.server = subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "-c", str(config)],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            umask=0o077,
        )

    def configure(self) -> Path:
        """Write supervisor's configuration and one private plan per process."""
        shutil.rmtree(self.run, ignore_errors=True)
        self.run.mkdir(parents=True, mode=0o700)
        config = configparser.RawConfigParser()
        config["unix_http_server"] = {"file": f"{self.sockets}/s", "chmod": "0600"}
        config["rpcinterface:supervisor"] = {
            "supervisor.rpcinterface_factory": ("supervisor.rpcinterface:make_main_rpcinterface")
        }
        config["supervisord"] = {
            "logfile": plain(self.logs / "supervisor.log"),
            "logfile_maxbytes": "5MB",
            "pidfile": plain(self.pidfile),
            "user": str(os.getuid()),
        }
        for process in self.table:
            config[f"program:{process.name}"] = self.program(process)
        path = self.run / "supervisord.conf"
        with path.open("w", encoding="utf-8") as file:
            config.write(file)
        return path

    def program(self, process: Process) -> dict[str, str]:
        plan = self.run / f"{process.name}.json"
        plan.touch(mode=0o600)
        plan.write_text(json.dumps({"command": process.command, "env": dict(process.env)}))
        return {
            "command": f'"{sys.executable}" "{plain(CHILD)}" "{plain(plan.resolve())}"',
            "directory": plain(ROOT),
            "autorestart": "true",
            "startsecs": "5",
            "startretries": "1000000",
            "stopasgroup": "true",
            "killasgroup": "true",
            "stopwaitsecs": str(STOP_SECONDS),
            "redirect_stderr": "true",
            "stdout_logfile": plain(self.log(process.name)),
            "stdout_logfile_maxbytes": "20MB",
            "stdout_logfile_backups": "3",
        }

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def last_lines(self, name: str, count: int = 12) -> list[str]:
        """The end of a process's log, for the person who has to find out why."""
        try:
            with self.log(name).open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - 16_384))
                return file.read().decode("utf-8", "replace").splitlines()[-count:]
        except OSError:
            return []

    def states(self) -> dict[str, State]:
        """What each process is doing; empty while supervisor itself is not answering."""
        transport = SupervisorTransport(serverurl=f"unix://{self.sockets}/s")
        proxy = xmlrpc.client.ServerProxy("http://127.0.0.1", transport)
        try:
            said = cast("list[dict[str, Any]]", proxy.supervisor.getAllProcessInfo())
        except (OSError, HTTPException, xmlrpc.client.Error):
            return {}
        finally:
            transport.close()
        return {info["name"]: State(info["name"], info["pid"], info["statename"]) for info in said}

    @property
    def alive(self) -> bool:
        return self.server is not None and self.server.poll() is None

    @property
    def ended_well(self) -> bool:
        return self.server is not None and self.server.poll() == 0

    def stop(self) -> None:
        """Ask everything to end, wait for it, and take away what only mattered while it ran."""
        if self.server and self.alive:
            self.server.send_signal(signal.SIGTERM)
            try:
                self.server.wait(STOP_SECONDS + 10)
            except subprocess.TimeoutExpired:
                os.killpg(self.server.pid, signal.SIGKILL)
                self.server.wait()
        shutil.rmtree(self.run, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)


def plain(path: Path) -> str:
    """A path for supervisor's configuration, where some characters have a meaning of their own."""
    if set(str(path)) & set('%;"'):
        raise Trouble(
            f"The folder {path} has a %, ; or quotation mark in its name, which cannot work.",
            "Rename the folder, or set PROMOTORA_VAR to another one.",
        )
    return str(path)


def running_pid(var: Path) -> int | None:
    """The process id of the supervisor that runs this installation, if one does."""
    try:
        pid = int((var / "run" / "supervisord.pid").read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def down(var: Path) -> bool:
    """Stop an installation started elsewhere (or left behind by a killed terminal).

    False when there was nothing to stop.
    """
    pid = running_pid(var)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS + 10
    while running_pid(var) and time.monotonic() < deadline:
        time.sleep(0.2)
    return True
