"""Settings: config.toml, overridden by FIVESTAR_SECTION__KEY, secrets also from files (`token_file = "/path"`).

`load` reports every fault at once, each with file, key, what was read and the cure. A secret's value is never shown.
"""

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

PREFIX = "FIVESTAR_"
SECRETS = frozenset({"secret", "token", "encoding_aes_key", "client_secret", "event_token", "event_aes_key", "metrics_token"})
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Server(Section):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: str = ""
    health_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    metrics_token: SecretStr = SecretStr("")


class Database(Section):
    url: str = "sqlite:///data/fivestar.db"

    @field_validator("url")
    @classmethod
    def known_kind(cls, value: str) -> str:
        if not re.match(r"(sqlite:///|postgresql(\+psycopg)?://)", value):
            raise ValueError("只支持 sqlite:///文件 或 postgresql://用户@主机/库名")
        return value


class Organ(Section):
    name: str = "机关党委"


class StandardFile(Section):
    file: str = ""


class WeCom(Section):
    enabled: bool = False
    corp_id: str = ""
    agent_id: int = 0
    secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    encoding_aes_key: SecretStr = SecretStr("")
    api_base: str = "https://qyapi.weixin.qq.com"
    callback_path: str = "/wecom/callback"
    passive_wait_s: Annotated[float, Field(gt=0, le=4)] = 3.0
    max_skew_s: Annotated[int, Field(ge=0)] = 600
    plain_text_only: bool = False

    @field_validator("encoding_aes_key", "token", "secret")
    @classmethod
    def stripped(cls, value: SecretStr) -> SecretStr:
        return SecretStr(value.get_secret_value().strip())

    @field_validator("encoding_aes_key")
    @classmethod
    def forty_three(cls, value: SecretStr) -> SecretStr:
        key = value.get_secret_value()
        if key and not re.fullmatch(r"[A-Za-z0-9]{43}", key):
            raise ValueError(f"应为43位字母和数字，读到{len(key)}位，请从企业微信后台整段复制")
        return value

    @field_validator("api_base")
    @classmethod
    def an_address(cls, value: str) -> str:
        return _base(value)

    @field_validator("callback_path")
    @classmethod
    def a_path(cls, value: str) -> str:
        if not value.startswith("/"):
            raise ValueError("应以 / 开头")
        return value

    @model_validator(mode="after")
    def complete(self) -> "WeCom":
        if self.enabled:
            missing = [name for name in ("corp_id", "agent_id", "secret", "token", "encoding_aes_key") if not _given(getattr(self, name))]
            if missing:
                raise ValueError(f"enabled = true 时还须填写 {'、'.join(missing)}")
        return self


class DingTalk(Section):
    enabled: bool = False
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    robot_code: str = ""
    corp_id: str = ""
    mode: Literal["stream", "http"] = "stream"
    api_base: str = "https://api.dingtalk.com"
    oapi_base: str = "https://oapi.dingtalk.com"
    event_token: SecretStr = SecretStr("")
    event_aes_key: SecretStr = SecretStr("")
    monthly_calls: Annotated[int, Field(ge=0)] = 5000

    @field_validator("api_base", "oapi_base")
    @classmethod
    def an_address(cls, value: str) -> str:
        return _base(value)


class Reminders(Section):
    send_from: Annotated[str, Field(pattern=CLOCK)] = "08:30"
    send_to: Annotated[str, Field(pattern=CLOCK)] = "18:00"
    workdays_only: bool = True


class Calendar(Section):
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()


class Privacy(Section):
    raw_text_days: Annotated[int, Field(ge=1)] = 30
    free_text_days: Annotated[int, Field(ge=1)] = 90


class Log(Section):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["text", "json"] = "text"

    @field_validator("level", mode="before")
    @classmethod
    def any_case(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value


class Settings(Section):
    """All sections. Paths and data base addresses are absolute after `load`."""

    server: Server = Server()
    database: Database = Database()
    organ: Organ = Organ()
    standard: StandardFile = StandardFile()
    wecom: WeCom = WeCom()
    dingtalk: DingTalk = DingTalk()
    reminders: Reminders = Reminders()
    calendar: Calendar = Calendar()
    privacy: Privacy = Privacy()
    log: Log = Log()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the configuration."""

    file: str
    key: str
    read: str
    cure: str

    def __str__(self) -> str:
        read = f"读到 {self.read}，" if self.read else ""
        return f"{self.file} 的 {self.key}：{read}{self.cure}"


@dataclass(eq=False)
class ConfigFaults(Exception):
    """All faults of a configuration at once."""

    faults: list[Fault]

    def __str__(self) -> str:
        return "\n".join([f"配置有{len(self.faults)}处问题，没有启动：", *(f"  {fault}" for fault in self.faults)])


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read, override, check.

    Raises:
        ConfigFaults: with every fault found.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigFaults([Fault(str(path), "文件", "", "没有这个文件。可复制 config.example.toml 后修改，或用 --config 指定")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigFaults([Fault(str(path), "文件", type(error).__name__, "读不了，请检查权限，并存为 UTF-8 编码")]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigFaults([Fault(str(path), "格式", "", f"不是正确的 TOML：{_place(error)}")]) from None
    faults: list[Fault] = []
    sources = _overridden(document, environ)
    _read_secret_files(document, sources, path, faults)
    settings = _validated(document, sources, path, faults)
    if settings is None or faults:
        raise ConfigFaults(faults)
    return _absolute(settings, path.resolve().parent)


def _overridden(document: dict[str, Any], environ: Mapping[str, str]) -> dict[str, str]:
    """Lay the environment over the document. Returns which key came from which variable."""
    sources = {}
    for variable, value in environ.items():
        section, separator, key = variable.removeprefix(PREFIX).lower().partition("__")
        if not variable.startswith(PREFIX) or not separator:
            continue
        document.setdefault(section, {})
        if isinstance(document[section], dict):
            listed = key in ("holidays", "workdays")
            document[section][key] = [part.strip() for part in value.split(",") if part.strip()] if listed else value
            sources[f"{section}.{key}"] = f"环境变量 {variable}"
    return sources


def _read_secret_files(document: dict[str, Any], sources: dict[str, str], path: Path, faults: list[Fault]) -> None:
    for section, values in document.items():
        if not isinstance(values, dict):
            continue
        for key in [key for key in values if key.endswith("_file") and key.removesuffix("_file") in SECRETS]:
            name = f"{section}.{key}"
            file = path.resolve().parent / str(values.pop(key))
            try:
                if file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
                    faults.append(Fault(sources.get(name, str(path)), name, str(file), f"这个文件任何人都能读，请执行 chmod 600 {file}"))
                values[key.removesuffix("_file")] = file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                faults.append(Fault(sources.get(name, str(path)), name, str(file), "读不到这个文件，请检查路径和权限"))


def _validated(document: dict[str, Any], sources: Mapping[str, str], path: Path, faults: list[Fault]) -> Settings | None:
    try:
        return Settings.model_validate(document)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            key = ".".join(str(part) for part in found["loc"])
            last = key.rpartition(".")[2]
            private = any(word in last for word in ("secret", "token", "key"))
            read = "" if private or isinstance(found["input"], (dict, BaseModel)) else repr(found["input"])
            faults.append(Fault(sources.get(key, str(path)), key, read, _cure(found["type"], key, found.get("ctx", {}))))
        return None


def _cure(kind: str, key: str, context: Mapping[str, Any]) -> str:
    if kind == "extra_forbidden":
        near = get_close_matches(key, _known_keys(), 1)
        return f"没有这一项{f'，是否应为 {near[0]}' if near else '，请删去'}"
    if kind == "value_error":
        return str(context["error"])
    if kind.startswith(("int", "float")):
        return "应为数字"
    if kind.startswith("bool"):
        return "应为 true 或 false"
    if kind.startswith("date"):
        return '应为日期，如 "2026-10-01"'
    if kind == "literal_error":
        return f"应为 {context['expected'].replace(' or ', ' 或 ')}"
    if kind == "string_pattern_mismatch":
        return '应为时刻，如 "08:30"'
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return f"超出范围（{'，'.join(f'{name} {value}' for name, value in context.items())}）"
    return "应为文字，请加引号" if kind.startswith("string") else "类型不对，请对照 config.example.toml"


def _known_keys() -> list[str]:
    keys = []
    for section, field in Settings.model_fields.items():
        keys.append(section)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            keys += [f"{section}.{key}" for key in field.annotation.model_fields]
    return keys


def _absolute(settings: Settings, folder: Path) -> Settings:
    """Relative paths are relative to the configuration file."""
    url, file = settings.database.url, settings.standard.file
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        url = f"sqlite:///{folder / url.removeprefix('sqlite:///')}"
    if file:
        file = str(folder / file)
    return settings.model_copy(
        update={
            "database": settings.database.model_copy(update={"url": url}),
            "standard": settings.standard.model_copy(update={"file": file}),
        }
    )


def _base(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.username:
        raise ValueError("应为 https://主机 形式的地址")
    return value.rstrip("/")


def _given(value: Any) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


def _place(error: tomllib.TOMLDecodeError) -> str:
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return f"第{found[1]}行第{found[2]}列附近" if found else "请检查引号和方括号"
