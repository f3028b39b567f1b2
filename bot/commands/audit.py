"""`fivestar audit verify`: the hash chain."""

import typer

from bot.commands.common import DEFAULT_CONFIG, FINDINGS, ConfigOption, JsonOption, open_store, print_json

app = typer.Typer(help="审计记录", no_args_is_help=True)


@app.callback()
def audits() -> None:
    """审计记录"""


@app.command("verify")
def verify(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """校验哈希链，指出第一条对不上的记录"""
    store = open_store(config)
    try:
        verdict = store.read_now(lambda work: work.audit.verify())
    finally:
        store.close()
    if as_json:
        broken = {"first_broken": verdict.first_broken, "why": verdict.why}
        print_json({"ok": True, "records": verdict.records} if verdict.ok else {"ok": False, **broken})
    elif verdict.ok:
        print(f"审计记录{verdict.records}条，完整无缺。")
    else:
        print(f"第{verdict.first_broken}条审计记录有问题：{verdict.why}。")
    if not verdict.ok:
        raise typer.Exit(FINDINGS)
