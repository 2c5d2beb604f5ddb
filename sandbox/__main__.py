"""`python -m sandbox`: the vendors on this machine."""

from sandbox.server import server
from sandbox.settings import Settings

if __name__ == "__main__":
    server(Settings()).run()
