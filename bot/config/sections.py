"""The sections of config.toml and what may stand in them.

Validators raise `ValueError` with the cure in Chinese; they name lengths, never a secret's value.
"""

import re
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    model_validator,
)

# ---------------------------------------------------------------------- kinds of values


def _address(value: str) -> str:
    """`https://host`, or `http://host:port` for tests and private editions; no trailing slash."""
    try:
        parts = urlsplit(value)
        fine = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        fine = False
        parts = urlsplit("")
    if not fine or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("应为 https://主机 形式的地址，不带账号和参数")
    return value.rstrip("/")


def _address_or_none(value: str) -> str:
    return _address(value) if value else ""


def _data_base(value: str) -> str:
    if not re.match(r"(sqlite:///|postgresql(\+psycopg)?://)[^?]", value):
        raise ValueError("应为 sqlite:///文件 或 postgresql://用户@主机/库名")
    return value


def _trimmed(value: Any) -> Any:
    """Copied from a web page, secrets bring blanks and line ends along."""
    return value.strip() if isinstance(value, str) else value


def _aes_key(value: SecretStr) -> SecretStr:
    key = value.get_secret_value()
    if key and not re.fullmatch(r"[A-Za-z0-9]{43}", key):
        odd = "" if re.fullmatch(r"[A-Za-z0-9]*", key) else "，其中有字母和数字以外的字符"
        raise ValueError(f"应为43位字母和数字，读到{len(key)}位{odd}，请从企业微信后台整段复制")
    return value


def _callback_token(value: SecretStr) -> SecretStr:
    token = value.get_secret_value()
    if token and not re.fullmatch(r"[A-Za-z0-9]{1,32}", token):
        raise ValueError(f"应为不超过32位的字母和数字，读到{len(token)}位，请从企业微信后台整段复制")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Secret = Annotated[SecretStr, BeforeValidator(_trimmed)]
Address = Annotated[Text, AfterValidator(_address)]
Port = Annotated[int, Field(ge=0, le=65535)]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Days = Annotated[int, Field(ge=1, le=3650)]

# ---------------------------------------------------------------------- the sections


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    needed: ClassVar[tuple[str, ...]] = ()
    """The keys a platform cannot do without once it is enabled."""

    @classmethod
    def secrets(cls) -> frozenset[str]:
        """The keys that may also come from a file, as `KEY_file`."""
        return frozenset(name for name, field in cls.model_fields.items() if field.annotation is SecretStr)

    @classmethod
    def lists(cls) -> frozenset[str]:
        """The keys that hold several values."""
        return frozenset(name for name, field in cls.model_fields.items() if isinstance(field.default, tuple))


class Server(Section):
    host: Text = "127.0.0.1"
    port: Port = 8080
    public_url: Annotated[Text, AfterValidator(_address_or_none)] = ""
    health_port: Port | None = None
    metrics_token: Secret = SecretStr("")


class Database(Section):
    url: Annotated[Text, AfterValidator(_data_base)] = "sqlite:///data/fivestar.db"


class Organ(Section):
    name: Annotated[Text, StringConstraints(min_length=1)] = "机关党委"


class StandardFile(Section):
    file: Text = ""


class Pictures(Section):
    font: Text = ""


class Delivery(Section):
    lease_s: Annotated[float, Field(ge=1, le=600)] = 60.0


class FilesKept(Section):
    folder: Annotated[Text, StringConstraints(min_length=1)] = "data/files"


class WeCom(Section):
    needed = ("corp_id", "agent_id", "secret", "token", "encoding_aes_key")

    enabled: bool = False
    corp_id: Text = ""
    agent_id: Annotated[int, Field(ge=0)] = 0
    secret: Secret = SecretStr("")
    token: Annotated[Secret, AfterValidator(_callback_token)] = SecretStr("")
    encoding_aes_key: Annotated[Secret, AfterValidator(_aes_key)] = SecretStr("")
    api_base: Address = "https://qyapi.weixin.qq.com"
    callback_path: Annotated[Text, StringConstraints(pattern=r"^/[\w./-]+$")] = "/wecom/callback"
    passive_wait_s: Annotated[float, Field(gt=0, le=4.5)] = 3.0
    max_skew_s: Annotated[int, Field(ge=0)] = 600
    plain_text_only: bool = False
    daily_messages: Annotated[int, Field(ge=0)] = 0


class DingTalk(Section):
    needed = ("client_id", "client_secret")

    enabled: bool = False
    client_id: Text = ""
    client_secret: Secret = SecretStr("")
    robot_code: Text = ""
    corp_id: Text = ""
    mode: Literal["stream", "http"] = "stream"
    api_base: Address = "https://api.dingtalk.com"
    oapi_base: Address = "https://oapi.dingtalk.com"
    event_token: Secret = SecretStr("")
    event_aes_key: Annotated[Secret, AfterValidator(_aes_key)] = SecretStr("")
    monthly_calls: Annotated[int, Field(ge=0)] = 5000


class Reminders(Section):
    send_from: TimeOfDay = "08:30"
    send_to: TimeOfDay = "18:00"
    workdays_only: bool = True

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.send_from >= self.send_to:
            raise ValueError(f"send_from {self.send_from} 应早于 send_to {self.send_to}")
        return self


class Calendar(Section):
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()

    @model_validator(mode="after")
    def without_contradiction(self) -> Self:
        if both := sorted(set(self.holidays) & set(self.workdays)):
            raise ValueError(f"{both[0]} 同时写在 holidays 和 workdays 里，请删去一处")
        return self


class Privacy(Section):
    raw_text_days: Days = 30
    free_text_days: Days = 90


class Log(Section):
    level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value),
    ] = "INFO"
    format: Literal["text", "json"] = "text"


class Settings(Section):
    """All sections. Paths and data base addresses are absolute after `load`."""

    server: Server = Server()
    database: Database = Database()
    organ: Organ = Organ()
    standard: StandardFile = StandardFile()
    pictures: Pictures = Pictures()
    files: FilesKept = FilesKept()
    delivery: Delivery = Delivery()
    wecom: WeCom = WeCom()
    dingtalk: DingTalk = DingTalk()
    reminders: Reminders = Reminders()
    calendar: Calendar = Calendar()
    privacy: Privacy = Privacy()
    log: Log = Log()

    @classmethod
    def sections(cls) -> dict[str, type[Section]]:
        """The sections by name, in the order of the example."""
        return {name: type(field.default) for name, field in cls.model_fields.items()}
