"""Headers on every console page, and plain words instead of a bare 404."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.console.trouble import dead_end

PREFIX = "/console"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Manners:
    """Wraps the app; other paths than the console's pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        ours = path == PREFIX or path.startswith(f"{PREFIX}/")
        if scope["type"] == "http" and ours:
            send = _Answer(scope, receive, send)
        await self.app(scope, receive, send)


class _Answer:
    """Adds the headers; swaps the body of a bare 404 or 405 for a page."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.swapped = False

    async def __call__(self, message: Message) -> None:
        if self.swapped:
            return
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            html = headers.get("content-type", "").startswith("text/html")
            if message["status"] in (404, 405) and not html:
                self.swapped = True
                await dead_end()(self.scope, self.receive, self._send_page)
                return
            self._add(headers)
        await self.send(message)

    async def _send_page(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._add(MutableHeaders(scope=message))
        await self.send(message)

    def _add(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        # Pages of patients must not stay on the disk of a shared laptop; the stylesheet may.
        static = self.scope["path"].startswith(f"{PREFIX}/static/")
        headers["Cache-Control"] = "no-cache" if static else "no-store"
