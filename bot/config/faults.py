"""What can be wrong with a configuration, and the cure, in Chinese."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic_core import ErrorDetails

from bot.config.sections import Settings


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where it was read, the key, what was read (empty for secrets), the cure.

    The key is empty where the file as a whole is wrong.
    """

    file: str
    key: str
    read: str
    cure: str

    def __str__(self) -> str:
        read = f"读到 {self.read}，" if self.read else ""
        return f"{self.file}{f' 的 {self.key}' if self.key else ''}：{read}{self.cure}"


@dataclass(eq=False)
class ConfigFaults(Exception):
    """All faults of a configuration at once."""

    faults: list[Fault]

    def __str__(self) -> str:
        return "\n".join([f"配置有{len(self.faults)}处问题：", *(f"  {fault}" for fault in self.faults)])


def fault_of(error: ErrorDetails, files: Mapping[str, str], default: str) -> Fault:
    """Pydantic's finding in our words. `files` says which keys did not come from the `default` file."""
    key = ".".join(str(part) for part in error["loc"])
    of_list, index = ".".join(key.split(".")[:2]), key.split(".")[2:]
    place = f"{of_list} 第{int(index[0]) + 1}项" if index else key
    return Fault(files.get(of_list, default), place, _shown(key, error["input"]), _cure(error, key))


def toml_fault(file: str, error: tomllib.TOMLDecodeError) -> Fault:
    found = re.search(r"line (\d+), column (\d+)", str(error))
    place = f"第{found[1]}行第{found[2]}列附近" if found else "文件末尾附近"
    return Fault(file, "", "", f"{place}不是正确的 TOML，请检查引号、等号和方括号")


def _shown(key: str, value: Any) -> str:
    """What was read, unless it is a secret, may contain one (a data base address), or is a whole section."""
    section, _, name = key.partition(".")
    kind = Settings.sections().get(section)
    # an unknown key may be a misspelt secret
    known = kind is not None and name.partition(".")[0] in kind.model_fields
    private = kind is not None and name in kind.secrets()
    if private or not known or key == "database.url" or isinstance(value, (dict, list, BaseModel, SecretStr)):
        return ""
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


def _cure(error: ErrorDetails, key: str) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        near = get_close_matches(key, _known_keys(), 1)
        return f"没有这一项，是否应为 {near[0]}" if near else "没有这一项，请删去"
    if kind == "value_error":
        return str(context["error"])
    if kind in _RANGES:
        return f"应{_RANGES[kind]}{next(iter(context.values()))}"
    if kind == "literal_error":
        return f"应为 {context['expected'].replace(' or ', ' 或 ')}".replace("'", '"')
    if kind == "string_pattern_mismatch":
        return '应为时刻，如 "08:30"' if key.startswith("reminders.") else "应以 / 开头，不含空格和中文"
    return next(
        (cure for start, cure in _KINDS.items() if kind.startswith(start)), "请对照 config.example.toml"
    )


_RANGES = {
    "greater_than": "大于 ",
    "greater_than_equal": "不小于 ",
    "less_than": "小于 ",
    "less_than_equal": "不大于 ",
}

_KINDS = {
    "int": "应为整数",
    "float": "应为数字",
    "bool": "应为 true 或 false",
    "date": '应为日期，如 "2026-10-01"',
    "tuple": '应为列表，如 ["2026-10-01"]',
    "string_too_short": "不能空着",
    "string": "应为文字，请加引号",
    "model": "应为一节，写成 [节名]，各项另起一行",
}


def _known_keys() -> list[str]:
    sections = Settings.sections()
    keys = [f"{name}.{key}" for name, section in sections.items() for key in section.model_fields]
    files = [f"{name}.{key}_file" for name, section in sections.items() for key in section.secrets()]
    return [*sections, *keys, *files]
