"""Settings: config.toml, overridden by FIVESTAR_SECTION__KEY, secrets also from files (`token_file = "/path"`).

`load` reports every fault at once, each with file, key, what was read and the cure. A secret is never shown.
"""

import json
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.config.faults import ConfigFaults, Fault, fault_of, toml_fault
from bot.config.sections import Database, DingTalk, Log, Organ, Server, Settings, WeCom

__all__ = [
    "ConfigFaults",
    "Database",
    "DingTalk",
    "Fault",
    "Log",
    "Organ",
    "Server",
    "Settings",
    "WeCom",
    "load",
]

PREFIX = "FIVESTAR_"


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the file, lay the environment over it, fetch secrets from their files, check.

    Raises:
        ConfigFaults: with every fault found.
    """
    reader = _Reader(path, _document(path))
    reader.override(environ)
    reader.fetch_secrets()
    reader.require_what_is_enabled()
    return reader.checked()


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        cure = "没有这个文件。可复制 config.example.toml 后修改，或用 --config 指定"
        raise ConfigFaults([Fault(str(path), "", "", cure)]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigFaults([toml_fault(str(path), error)]) from None
    except (OSError, UnicodeDecodeError):
        raise ConfigFaults([Fault(str(path), "", "", "读不了，请检查权限，并存为 UTF-8 编码")]) from None


class _Reader:
    """One configuration on its way from file and environment to `Settings`; collects the faults."""

    def __init__(self, path: Path, document: dict[str, Any]) -> None:
        self._path = path
        self._folder = path.resolve().parent
        self._document = document
        self._files: dict[str, str] = {}  # where a key came from, unless from the file itself
        self._faults: list[Fault] = []

    def override(self, environ: Mapping[str, str]) -> None:
        """FIVESTAR_WECOM__TOKEN beats `token` and `token_file` of the file. Lists: JSON, or parted by commas."""
        for variable, value in environ.items():
            section, separator, key = variable.removeprefix(PREFIX).lower().partition("__")
            if not variable.startswith(PREFIX) or not separator:
                continue
            values = self._document.setdefault(section, {})
            if not isinstance(values, dict):
                continue
            kind = Settings.sections().get(section)
            if kind is not None and key.removesuffix("_file") in kind.secrets():
                for rival in (key.removesuffix("_file"), f"{key.removesuffix('_file')}_file"):
                    if f"{section}.{rival}" not in self._files:
                        values.pop(rival, None)
            values[key] = _listed(value) if kind is not None and key in kind.lists() else value
            self._files[f"{section}.{key}"] = f"环境变量 {variable}"

    def fetch_secrets(self) -> None:
        """Replace every `KEY_file` of a secret by what the file holds."""
        for section, kind in Settings.sections().items():
            values = self._document.get(section)
            if not isinstance(values, dict):
                continue
            for key in sorted(kind.secrets()):
                if f"{key}_file" not in values:
                    continue
                named = values.pop(f"{key}_file")
                if values.get(key):
                    self._fault(f"{section}.{key}_file", "", f"与 {key} 只能写一个，请删去一处")
                    continue
                secret = self._secret(f"{section}.{key}_file", self._folder / str(named))
                if secret is not None:
                    values[key] = secret
                    self._files[f"{section}.{key}"] = str(self._folder / str(named))

    def _secret(self, key: str, file: Path) -> str | None:
        try:
            mode = file.stat().st_mode
            secret = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            self._fault(key, str(file), "读不到这个文件，请检查路径和权限")
            return None
        if mode & (stat.S_IROTH | stat.S_IWOTH):
            self._fault(key, str(file), f"这个文件本机任何用户都能读，请执行 chmod 600 {file}")
        if not secret:
            self._fault(key, str(file), "这个文件是空的")
        return secret

    def require_what_is_enabled(self) -> None:
        """Not a validator of the section: those stay silent when another key of the section is wrong."""
        for section, kind in Settings.sections().items():
            values = self._document.get(section)
            if not kind.needed or not isinstance(values, dict):
                continue
            if str(values.get("enabled", "")).lower() not in ("true", "1", "yes", "on"):
                continue
            fetched_badly = {fault.key.removesuffix("_file") for fault in self._faults}
            for key in kind.needed:
                if not values.get(key) and f"{section}.{key}" not in fetched_badly:
                    self._fault(f"{section}.{key}", "", "enabled = true 时必须填写")

    def _fault(self, key: str, read: str, cure: str) -> None:
        self._faults.append(Fault(self._files.get(key, str(self._path)), key, read, cure))

    def checked(self) -> Settings:
        try:
            settings = Settings.model_validate(self._document)
        except ValidationError as error:
            found = error.errors(include_url=False)
            raise ConfigFaults(
                self._faults + [fault_of(one, self._files, str(self._path)) for one in found]
            ) from None
        if self._faults:
            raise ConfigFaults(self._faults)
        return _with_absolute_paths(settings, self._folder)


def _listed(value: str) -> Any:
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            return value  # not a list: the check says so
    return [part.strip() for part in value.split(",") if part.strip()]


def _with_absolute_paths(settings: Settings, folder: Path) -> Settings:
    """Relative paths are relative to the configuration file (interfaces.md, detail 15)."""
    url, file, font = settings.database.url, settings.standard.file, settings.pictures.font
    if url.startswith("sqlite:///"):
        url = f"sqlite:///{folder / url.removeprefix('sqlite:///')}"
    return settings.model_copy(
        update={
            "database": settings.database.model_copy(update={"url": url}),
            "standard": settings.standard.model_copy(update={"file": str(folder / file) if file else ""}),
            "files": settings.files.model_copy(update={"folder": str(folder / settings.files.folder)}),
            "pictures": settings.pictures.model_copy(update={"font": str(folder / font) if font else ""}),
        }
    )
