"""`fivestar demo` as somebody meets it: a real process, a real browser, the encrypted callback in between."""

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def sandbox(tmp_path: Path, unused_tcp_port: int) -> Iterator[str]:
    """The address of a running demo."""
    command = [
        sys.executable,
        "-m",
        "bot",
        "demo",
        "--port",
        str(unused_tcp_port),
        "--dir",
        str(tmp_path / "demo"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{unused_tcp_port}/lab"
    try:
        for _ in range(200):
            try:
                with urllib.request.urlopen(address) as answer:
                    assert answer.status == 200
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        assert process.wait(15) == 0


@pytest.fixture
def page(sandbox: str) -> Iterator[Page]:
    assert CHROMIUM is not None, "缺少 chromium：apt-get install -y chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        opened = browser.new_page(viewport={"width": 1440, "height": 900})
        foreign: list[str] = []
        opened.on("request", lambda request: foreign.append(request.url))
        opened.goto(sandbox)
        yield opened
        origin = sandbox.removesuffix("/lab")
        assert [url for url in foreign if not url.startswith((origin, "data:", "blob:"))] == []
        browser.close()


def say(page: Page, phone: int, text: str) -> None:
    area = page.locator(".phone").nth(phone).locator("textarea")
    area.fill(text)
    area.press("Enter")


@pytest.mark.browser
def test_a_member_a_secretary_and_time_travel(page: Page) -> None:
    member, secretary = page.locator(".phone").nth(0), page.locator(".phone").nth(1)

    say(page, 0, "签到")
    expect(member.locator(".bubble").filter(has_text="签到成功")).to_have_count(1)
    say(page, 0, "签到")
    expect(member.locator(".bubble").filter(has_text="无需重复签到")).to_have_count(1)

    say(page, 1, "昨天下午支委会 应到5 实到4 李强出差请假")
    card = secretary.locator(".card")
    expect(card).to_contain_text("1人（李强，公务）")
    card.get_by_role("button", name="确认").click()
    expect(secretary.locator(".bubble").filter(has_text="已登记：")).to_have_count(1)
    expect(card.get_by_role("button")).to_be_disabled()

    say(page, 1, "我们几分")
    expect(secretary.locator(".bubble").filter(has_text="过程数据，以机关党委公布为准")).to_have_count(1)

    page.get_by_role("button", name="到周四16:00").click()
    expect(member.locator(".bubble").filter(has_text="【学习通知】")).not_to_have_count(0, timeout=15000)


@pytest.mark.browser
def test_from_an_inspection_to_its_closing(page: Page) -> None:
    """A quarter's inspection is opened, a problem found, signed, put right with a picture, verified; all by tapping cards."""
    secretary, inspector, deputy = (page.locator(".phone").nth(number) for number in (1, 3, 4))

    say(page, 4, "启动四季度检查")
    deputy.get_by_role("button", name="确认", exact=True).click()
    expect(inspector.locator(".bubble").filter(has_text="【检查安排】")).to_have_count(1, timeout=15000)

    say(page, 3, "三支部10月支委会记录缺请假人员，一般，7天整改")
    inspector.get_by_role("button", name="确认", exact=True).click()
    secretary.get_by_role("button", name="签收", exact=True).last.click(timeout=15000)
    expect(secretary.locator(".bubble").filter(has_text="已签收：1号")).to_have_count(1)

    picture = secretary.locator("input[type=file]")
    picture.set_input_files({"name": "记录.png", "mimeType": "image/png", "buffer": b"\x89PNG a record"})
    expect(secretary.locator(".bubble").filter(has_text="已归入1号")).to_have_count(1, timeout=15000)
    say(page, 1, "1号整改完成了，记录已补")
    card = inspector.locator(".card").last
    expect(card).to_contain_text("佐证材料1件", timeout=15000)
    card.get_by_role("button", name="看材料", exact=True).click()
    expect(inspector.locator(".bubble img")).to_have_count(1, timeout=15000)
    say(page, 3, "1号通过")
    expect(secretary.locator(".bubble").filter(has_text="【销号通知】1号")).to_have_count(1, timeout=15000)


@pytest.mark.browser
def test_the_page_fits_a_phones_width(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
