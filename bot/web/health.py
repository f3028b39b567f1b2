"""/healthz, /readyz, /metrics: is the process alive, can it work, how much does it do. No names in any of them."""

import hmac
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

Check = Callable[[], Awaitable[str]]
"""Returns the name of what is not ready ("database", "schema", "courier"), or an empty string."""


def routes(check: Check, registry: CollectorRegistry, metrics_token: str = "") -> list[web.RouteDef]:
    """The three probes. /metrics is open to loopback only, or to whoever carries the token."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(_request: web.Request) -> web.Response:
        wrong = await check()
        return web.json_response({"ok": not wrong, "wrong": wrong}, status=503 if wrong else 200)

    async def metrics(request: web.Request) -> web.Response:
        if not _may_see(request, metrics_token):
            return web.Response(status=403)
        # set as a header: aiohttp's content_type takes no parameters
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]


def _may_see(request: web.Request, token: str) -> bool:
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    try:
        return ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
