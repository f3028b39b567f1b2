"""What can be made to go wrong, and how often things happened."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Faults:
    """Switches of the fake platform; numbers count down with each use."""

    untrusted_ip: bool = False  # 60020
    busy: int = 0  # -1, so many times
    server_error: int = 0  # HTTP 502
    over_limit: int = 0  # 45009
    lose_answer: int = 0  # accepted, but the connection breaks before the answer
    latency_ms: int = 0
    deliver_twice: bool = False  # every callback comes a second time
    limits: bool = True  # per-member limits and the duplicate window
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, name: str) -> bool:
        """Whether this fault happens now."""
        left: int = getattr(self, name)
        if left <= 0:
            return False
        setattr(self, name, left - 1)
        return True
