"""The only source of chance: like the time, it walks in as a value."""

import secrets
from collections.abc import Callable

Chance = Callable[[], str]
"""Anything that gives a number nobody can foresee: 64 hexadecimal digits."""


def fresh_nonce() -> str:
    """256 bits of the operating system's generator, in hexadecimal."""
    return secrets.token_hex(32)
