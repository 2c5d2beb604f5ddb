"""The uvicorn server, whose connections can be cut."""

import uvicorn

from sandbox.app import create_app
from sandbox.doors import DroppingProtocol
from sandbox.settings import Settings


def server(settings: Settings) -> uvicorn.Server:
    config = uvicorn.Config(
        create_app(settings),
        host=settings.sandbox_host,
        port=settings.sandbox_port,
        http=DroppingProtocol,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        server_header=False,
    )
    return uvicorn.Server(config)
