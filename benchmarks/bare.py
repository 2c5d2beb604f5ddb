"""The baseline of a webhook: a bare FastAPI route that does one insert with the same promise."""

import sqlite3
import sys
import threading

import uvicorn
from fastapi import FastAPI, Request

app = FastAPI()
lock = threading.Lock()


def connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, body TEXT)")
    return connection


@app.post("/bare")
def insert(request: Request) -> dict[str, str]:
    with lock:
        app.state.connection.execute("INSERT INTO texts (body) VALUES ('138/82')")
    return {"status": "kept"}


if __name__ == "__main__":
    app.state.connection = connect(sys.argv[1])
    uvicorn.run(app, port=int(sys.argv[2]), access_log=False, log_level="warning")
