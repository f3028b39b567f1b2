"""`fivestar serve`: the bot."""

import asyncio
import logging
import signal
from typing import Annotated

import typer
from aiohttp import web

from bot.app import build
from bot.clock import wall_clock
from bot.commands.common import DEFAULT_CONFIG, ConfigOption, fail, open_store, read_settings
from bot.commands.house import font_of, standard_of
from bot.logs import set_up_logging
from bot.tasks import Part

log = logging.getLogger(__name__)


def serve(
    config: ConfigOption = DEFAULT_CONFIG,
    role: Annotated[
        Part, typer.Option("--role", help="all：收发都管；web：只收消息；worker：只发消息和提醒")
    ] = Part.ALL,
) -> None:
    """运行助手；SIGTERM 或 Ctrl-C 后办完手头的事再退出"""
    settings = read_settings(config)
    standard = standard_of(settings)
    set_up_logging(settings.log.level, settings.log.format)
    application = build(settings, standard, open_store(config), wall_clock, font_of(settings), role)
    port = settings.server.health_port if role is Part.WORKER else settings.server.port
    asyncio.run(run_until_told(application.web_app, settings.server.host, port))


async def run_until_told(app: web.Application, host: str, port: int | None) -> None:
    """Run, and serve where a port is given, until SIGTERM or SIGINT; then take no new connections and finish what is in hand."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    # one line per request costs as much as handling it (measured): no access log
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    try:
        if port is not None:
            await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        fail(f"[server] 监听 {host}:{port} 失败：{error.strerror}。请换一个端口，或停掉占用它的程序。")
    log.info("listening on %s:%s", host, port)
    await told.wait()
    await runner.cleanup()
