"""What cannot be delivered is told: to the administrator with the cure, and to the secretary whose comrade heard nothing.

Written in the transaction in which the message is given up. Never the message's own words; of many failures of one
kind in an hour one alert; an alert that cannot be delivered makes no other.
"""

from bot.chat import Address, Reply
from bot.domain.people import Role
from bot.store.promises import Promise
from bot.store.work import Work

PREFIX = "undeliverable:"


def raise_alert(work: Work, promise: Promise, code: str, cure: str) -> None:
    """Promise the alerts about a message that was given up."""
    if promise.key.startswith(PREFIX):
        return
    roster = work.people.roster()
    person = roster.person(promise.to.user)
    hour = f"{work.at:%Y-%m-%dT%H}"
    for admin in roster.holders(Role.SYSADMIN):
        if admin.account != promise.to.user:
            to = Address(promise.to.platform, admin.account)
            key = f"{PREFIX}{promise.to.platform}:{code}:{hour}:{admin.account}"
            work.promises.add(key, to, Reply(_to_admin(promise.to.user, code, cure)))
    secretary = roster.secretary(person.branch, work.today) if person is not None else None
    if person is not None and secretary is not None and secretary.account != person.account:
        to = Address(promise.to.platform, secretary.account)
        key = f"{PREFIX}{person.account}:{work.today}:{secretary.account}"
        work.promises.add(key, to, Reply(_to_secretary(person.name)))


def _to_admin(account: str, code: str, cure: str) -> str:
    return f"【送达提醒】发给账号 {account} 的消息无法送达（错误码{code}）。{cure}同类问题一小时内只提醒一次，未送达的数量见 fivestar remind --report。"


def _to_secretary(name: str) -> str:
    return f"【送达提醒】发给{name}同志的消息今天没有送达，请当面转告，并请系统管理员检查其账号。"
