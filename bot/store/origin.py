"""Who acts, and through which door."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Written beside every fact and every audit row. `source` is wecom, dingtalk, import, cli or web."""

    actor: str = ""
    role: str = ""
    source: str = ""
    message_id: str = ""
    on_behalf_of: str = ""
