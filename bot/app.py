"""The composition root: the only file that knows everybody. Read it from top to bottom to see how the house hangs together."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.almanac import load_calendar
from bot.chat import Address, Incoming, Reply
from bot.clock import Clock
from bot.config import Settings
from bot.delivery.courier import Courier
from bot.delivery.embedded import Embedded
from bot.dialogue import Dialogue
from bot.dispatch import Dispatcher
from bot.platforms.wecom.callback import wecom_routes
from bot.platforms.wecom.client import WeComClient
from bot.platforms.wecom.messenger import WeComMessenger
from bot.platforms.wecom.settings import WeComSettings
from bot.router import House
from bot.standards import read_standard
from bot.store import Store
from bot.web import health
from handlers import all_routes
from reminders import ALL

log = logging.getLogger(__name__)

MAX_BODY = 64 * 1024
"""Bytes of a callback body; more is 413 before anything is parsed (interfaces.md, detail 10)."""
