"""Chance without chance: a number that depends on nothing but what it is asked about."""

import hashlib


def share(*parts: object) -> float:
    """A number from 0 up to 1 that depends on nothing but `parts`."""
    digest = hashlib.sha256("|".join(str(part) for part in parts).encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32
