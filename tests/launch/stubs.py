"""Stand-ins for the real processes: small programs that start at once."""

import socket
import sys
from pathlib import Path

from launch.processes import Process

SERVER = Path(__file__).with_name("stub_server.py")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server(name: str, env: dict[str, str] | None = None) -> Process:
    """A program that answers every GET with its own environment and process id."""
    port = free_port()
    command = (sys.executable, str(SERVER), str(port))
    return Process(name, command, env or {}, f"http://127.0.0.1:{port}/", port)


def program(name: str, code: str) -> Process:
    return Process(name, (sys.executable, "-c", code), {}, None)
