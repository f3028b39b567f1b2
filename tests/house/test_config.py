"""The configuration: overridden, completed from files, and refused whole."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from bot.config import ConfigFaults, Fault, Settings, load

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path, environ: dict[str, str] | None = None) -> list[Fault]:
    with pytest.raises(ConfigFaults) as caught:
        load(path, environ or {})
    return caught.value.faults


def only(path: Path, environ: dict[str, str] | None = None) -> str:
    """The one fault, without the folder of the test."""
    faults = faults_of(path, environ)
    assert len(faults) == 1
    return str(faults[0]).replace(f"{path.parent}/", "")


def test_the_example_loads_and_changes_no_default(tmp_path: Path) -> None:
    settings = load(written(tmp_path, EXAMPLE.read_text(encoding="utf-8")), {})
    assert (
        settings.model_copy(
            update={name: getattr(Settings(), name) for name in ("organ", "database", "files")}
        )
        == Settings()
    )


def test_the_example_names_every_key() -> None:
    named = {section: set(values) for section, values in tomllib.loads(EXAMPLE.read_text("utf-8")).items()}
    named["server"].add("health_port")  # has no value that means none: it stands there as a comment
    assert named == {name: set(section.model_fields) for name, section in Settings.sections().items()}
    assert "# health_port = " in EXAMPLE.read_text("utf-8")


def test_an_empty_file_is_a_whole_configuration(tmp_path: Path) -> None:
    assert load(written(tmp_path, ""), {}).reminders.send_from == "08:30"


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, '[wecom]\nagent_id = 1\n[log]\nlevel = "info"')
    settings = load(
        path,
        {
            "FIVESTAR_WECOM__AGENT_ID": "1000002",
            "FIVESTAR_REMINDERS__WORKDAYS_ONLY": "false",
            "FIVESTAR_CALENDAR__HOLIDAYS": "2026-11-20, 2026-11-27",
            "FIVESTAR_CALENDAR__WORKDAYS": '["2026-11-28"]',
            "FIVESTAR_CONFIG": "elsewhere.toml",
            "HOME": "/",
        },
    )
    assert settings.wecom.agent_id == 1000002
    assert settings.reminders.workdays_only is False
    assert settings.calendar.holidays == (date(2026, 11, 20), date(2026, 11, 27))
    assert settings.calendar.workdays == (date(2026, 11, 28),)


def test_relative_paths_are_relative_to_the_configuration(tmp_path: Path) -> None:
    path = written(tmp_path, '[database]\nurl = "sqlite:///data/a.db"\n[standard]\nfile = "own.toml"')
    settings = load(path, {})
    assert settings.database.url == f"sqlite:///{tmp_path}/data/a.db"
    assert settings.standard.file == f"{tmp_path}/own.toml"


@pytest.mark.parametrize("url", ["sqlite:////var/lib/fivestar.db", "postgresql://bot@db/fivestar"])
def test_an_absolute_data_base_address_stays(tmp_path: Path, url: str) -> None:
    assert load(written(tmp_path, f'[database]\nurl = "{url}"'), {}).database.url == url


# ---------------------------------------------------------------------- secrets


def test_a_secret_comes_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("Tk2025\n")
    (tmp_path / "token").chmod(0o600)
    settings = load(written(tmp_path, '[wecom]\ntoken_file = "token"'), {})
    assert settings.wecom.token.get_secret_value() == "Tk2025"
    assert "Tk2025" not in repr(settings)


def test_a_secret_file_may_be_named_by_the_environment(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("New")
    (tmp_path / "new").chmod(0o400)
    path = written(tmp_path, '[wecom]\ntoken = "Old"\nsecret_file = "gone"')
    settings = load(
        path, {"FIVESTAR_WECOM__TOKEN_FILE": str(tmp_path / "new"), "FIVESTAR_WECOM__SECRET": "s"}
    )
    assert settings.wecom.token.get_secret_value() == "New"
    assert settings.wecom.secret.get_secret_value() == "s"


def test_a_secret_file_that_everybody_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("Tk2025")
    (tmp_path / "token").chmod(0o644)
    assert only(written(tmp_path, '[wecom]\ntoken_file = "token"')) == (
        "config.toml 的 wecom.token_file：读到 token，这个文件本机任何用户都能读，请执行 chmod 600 token"
    )


def test_a_missing_and_an_empty_secret_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").touch(0o600)
    path = written(tmp_path, '[wecom]\ntoken_file = "gone"\nsecret_file = "empty"')
    assert [(fault.key, fault.cure) for fault in faults_of(path)] == [
        ("wecom.secret_file", "这个文件是空的"),
        ("wecom.token_file", "读不到这个文件，请检查路径和权限"),
    ]


def test_a_secret_is_given_once(tmp_path: Path) -> None:
    path = written(tmp_path, '[wecom]\ntoken = "a"\ntoken_file = "b"')
    assert only(path) == "config.toml 的 wecom.token_file：与 token 只能写一个，请删去一处"


def test_an_aes_key_of_the_wrong_length_is_counted_not_shown(tmp_path: Path) -> None:
    path = written(tmp_path, f'[wecom]\nencoding_aes_key = " {AES_KEY[:42]} "')
    assert only(path) == (
        "config.toml 的 wecom.encoding_aes_key：应为43位字母和数字，读到42位，请从企业微信后台整段复制"
    )


def test_an_aes_key_with_blanks_around_is_taken(tmp_path: Path) -> None:
    path = written(tmp_path, f'[wecom]\nencoding_aes_key = " {AES_KEY} "')
    assert load(path, {}).wecom.encoding_aes_key.get_secret_value() == AES_KEY


def test_no_fault_shows_a_secret(tmp_path: Path) -> None:
    text = """
        [wecom]
        secrett = "HUSH1"
        secret = 5000001
        token = "HUSH2 with blanks"
        encoding_aes_key = "HUSH3"
        [wecomm]
        secret = "HUSH4"
        [database]
        url = "mysql://bot:HUSH5@db/x"
    """
    said = str(ConfigFaults(faults_of(written(tmp_path, text), {"FIVESTAR_SERVER__METRICS_TOKN": "HUSH6"})))
    assert said.count("\n") == 7
    assert "HUSH" not in said
    assert "5000001" not in said


# ---------------------------------------------------------------------- all faults, each with its cure


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    text = """
        [server]
        port = 99999
        [wecom]
        enabled = true
        agent_id = "a1"
        tokn = "x"
        encoding_aes_key = "abc"
        [dingtalk]
        mode = "socket"
        [reminders]
        send_from = "8.30"
        workdays_only = "maybe"
        [calendar]
        holidays = ["2026-11-20", "soon"]
        [log]
        level = "LOUD"
    """
    path = written(tmp_path, text)
    assert str(ConfigFaults(faults_of(path))).replace(f"{tmp_path}/", "").splitlines() == [
        "配置有12处问题：",
        "  config.toml 的 wecom.corp_id：enabled = true 时必须填写",
        "  config.toml 的 wecom.secret：enabled = true 时必须填写",
        "  config.toml 的 wecom.token：enabled = true 时必须填写",
        "  config.toml 的 server.port：读到 99999，应不大于 65535",
        '  config.toml 的 wecom.agent_id：读到 "a1"，应为整数',
        "  config.toml 的 wecom.encoding_aes_key：应为43位字母和数字，读到3位，请从企业微信后台整段复制",
        "  config.toml 的 wecom.tokn：没有这一项，是否应为 wecom.token",
        '  config.toml 的 dingtalk.mode：读到 "socket"，应为 "stream" 或 "http"',
        '  config.toml 的 reminders.send_from：读到 "8.30"，应为时刻，如 "08:30"',
        '  config.toml 的 reminders.workdays_only：读到 "maybe"，应为 true 或 false',
        '  config.toml 的 calendar.holidays 第2项：读到 "soon"，应为日期，如 "2026-10-01"',
        '  config.toml 的 log.level：读到 "LOUD"，应为 "DEBUG", "INFO", "WARNING" 或 "ERROR"',
    ]


def test_a_fault_from_the_environment_names_the_variable(tmp_path: Path) -> None:
    said = only(written(tmp_path, ""), {"FIVESTAR_SERVER__PORT": "many"})
    assert said == '环境变量 FIVESTAR_SERVER__PORT 的 server.port：读到 "many"，应为整数'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[wecom]\napi_base = 'qyapi'",
            'wecom.api_base：读到 "qyapi"，应为 https://主机 形式的地址，不带账号和参数',
        ),
        ("wecom = 3", "wecom：应为一节，写成 [节名]，各项另起一行"),
        ("[wecome]", "wecome：没有这一项，是否应为 wecom"),
        ("[organ]\nname = ''", 'organ.name：读到 ""，不能空着'),
        (
            "[wecom]\ncallback_path = 'wecom'",
            'wecom.callback_path：读到 "wecom"，应以 / 开头，不含空格和中文',
        ),
        ("[wecom]\npassive_wait_s = 5", "wecom.passive_wait_s：读到 5，应不大于 4.5"),
        ("[reminders]\nsend_to = '08:00'", "reminders：send_from 08:30 应早于 send_to 08:00"),
        (
            "[calendar]\nholidays = [2026-11-20]\nworkdays = ['2026-11-20']",
            "calendar：2026-11-20 同时写在 holidays 和 workdays 里，请删去一处",
        ),
        ("[database]\nurl = 'data.db'", "database.url：应为 sqlite:///文件 或 postgresql://用户@主机/库名"),
    ],
)
def test_a_fault_comes_with_its_cure(tmp_path: Path, text: str, said: str) -> None:
    assert only(written(tmp_path, text)) == f"config.toml 的 {said}"


@pytest.mark.parametrize("base", ["http://127.0.0.1:9000", "https://wework.internal/api"])
def test_a_private_edition_has_its_own_address(tmp_path: Path, base: str) -> None:
    assert load(written(tmp_path, f'[wecom]\napi_base = "{base}/"'), {}).wecom.api_base == base


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    assert only(tmp_path / "config.toml") == (
        "config.toml：没有这个文件。可复制 config.example.toml 后修改，或用 --config 指定"
    )


def test_a_typing_mistake_in_the_file_is_placed(tmp_path: Path) -> None:
    path = written(tmp_path, "[log]\nlevel = INFO")
    assert only(path) == "config.toml：第2行第9列附近不是正确的 TOML，请检查引号、等号和方括号"


def test_a_file_in_another_encoding_is_no_riddle(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes('[organ]\nname = "机关党委"'.encode("gbk"))
    assert only(tmp_path / "config.toml") == "config.toml：读不了，请检查权限，并存为 UTF-8 编码"
