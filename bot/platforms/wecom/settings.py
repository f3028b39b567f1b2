"""What the WeCom room needs to know."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WeComSettings:
    """One self-built application. Secrets do not show in the repr."""

    corp_id: str
    agent_id: int
    secret: str = field(repr=False)
    token: str = field(repr=False)
    encoding_aes_key: str = field(repr=False)
    api_base: str = "https://qyapi.weixin.qq.com"
    callback_path: str = "/wecom/callback"
    passive_wait_s: float = 3.0
    max_skew_s: int = 600
    plain_text_only: bool = False
