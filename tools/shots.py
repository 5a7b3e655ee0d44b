"""`nj shots`: the screenshots of the documentation, made from a running demo in a throw-away data folder.

In both languages, at desk and at phone width: `docs/screenshots/<page>-<zh|en>-<1440|390>.png`.
Nobody in the pictures exists.
"""

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT), str(ROOT / "src")]  # in place of this folder, which has `tests` of its own

from tools.launcher.testing import BROWSERS  # noqa: E402 - needs the path above

LANGUAGES = {"zh": "zh-hans", "en": "en"}
SIZES = {1440: 840, 390: 780}
PAGES = {1440: ("home", "list", "decision", "import", "rules", "what-if", "help", "pairs"), 390: ("home", "decision")}
QUESTION = "a-relative_percent=250&b-dibao_urban_monthly=900"
"""What the picture of the what-if page asks: the relative line at 250 per cent, or a line of 900 yuan."""
SECONDS_TO_START = 90
SETTLED_MS = 700
"""What charts and fonts need after the page has loaded."""
WORKBOOK = "困难职工档案.xlsx"


def main() -> int:
    """Make every picture; says each file with its size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots", help="folder for the pictures")
    parser.add_argument("--households", type=int, default=240, help="families of the demo bureau")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="niangjia-shots-") as data:
        os.environ |= {"NIANGJIA_DATA": data, "DJANGO_SETTINGS_MODULE": "niangjia.config.settings"}
        os.environ.pop("NIANGJIA_DATABASE_URL", None)
        workbook = Path(data) / WORKBOOK
        workbook.write_bytes(sample_workbook())
        with running_demo(options.households) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
            addresses = prepare(browser, address, workbook)
            for language in LANGUAGES:
                for width in SIZES:
                    take(browser, address, addresses, language, width, options.out)
            browser.close()
    return 0


def find_browser() -> str:
    """The system's Chromium, or the one that $CHROMIUM names."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        sys.exit("No Chromium here. On Debian, as root: apt-get install chromium   Elsewhere: name yours in CHROMIUM.")
    return found


def sample_workbook() -> bytes:
    """An invented workbook with some of the faults that people make, one to a household."""
    import django

    django.setup()
    from openpyxl import load_workbook

    from tests.benchmarks.workbook import sample_workbook as sound_workbook

    content, _rows = sound_workbook(60, seed=11)
    book = load_workbook(BytesIO(content))
    sheet = book["困难职工"]
    at = {str(cell.value): cell.column for cell in sheet[1] if cell.column}

    def cell(number: int, header: str) -> object:
        return sheet.cell(number + 1, at[header]).value

    number = str(cell(12, "身份证号"))
    wrong_digit = "0" if number[-1] != "0" else "1"
    faults: dict[tuple[int, str], int | str | None] = {
        (4, "身份证号"): int(str(cell(4, "身份证号"))[:17] + "0"),
        (12, "身份证号"): number[:-1] + wrong_digit,
        (19, "本人月平均收入"): "约两千",
        (26, "主要致困原因"): "生活困难",
        (33, "家庭人口"): int(str(cell(33, "家庭人口"))) + 1,
        (41, "姓名"): None,
        (48, "工作时间"): "2005年7月1日",
    }
    for (household, header), value in faults.items():
        sheet.cell(household + 1, at[header]).value = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@contextlib.contextmanager
def running_demo(households: int) -> Iterator[str]:
    """The product with a demo bureau on a free port; yields its address and stops it afterwards."""
    niangjia = [sys.executable, "-m", "niangjia.config.cli"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run([*niangjia, "demo", "--households", str(households)], env=environment, check=True)
    port = free_port()
    with subprocess.Popen([*niangjia, "up", "--port", str(port)], env=environment) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/sign-in/", process)
            yield address
        finally:
            process.terminate()
            process.wait(60)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return once the address answers; ends the program when it does not."""
    for _attempt in range(SECONDS_TO_START * 5):
        if process.poll() is not None:
            sys.exit("The product has stopped; its last words stand above.")
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own server
            return
        time.sleep(0.2)
    sys.exit(f"Nothing answered at {address}.")


def prepare(browser: Browser, address: str, workbook: Path) -> dict[str, str]:
    """Hand in the workbook and choose a household; returns the address of each page by the name of its picture."""
    with signed_in(browser, address, "en", 1440) as page:
        page.goto(f"{address}/imports/")
        page.set_input_files("input[type=file]", workbook)
        page.click("main form button[type=submit]")
        page.wait_for_selector(".finding", timeout=120_000)
        found = page.url
        page.goto(f"{address}/dossiers/?category=1&eligible=yes")
        dossier = page.locator("tr[data-row] a").first.get_attribute("href")
        page.goto(f"{address}/pairing/proposals/")
        pairs = page.locator("td a").first.get_attribute("href")
        page.goto(f"{address}/plans/?which=force")
        page.click("td a")
        plan = page.locator("a[href$='/help/']").first.get_attribute("href")
        return {
            "home": "/",
            "list": "/dossiers/",
            "decision": f"{dossier}decision/",
            "import": found[len(address) :],
            "rules": "/rules/",
            "what-if": f"/what-if/?{QUESTION}",
            "help": str(plan),
            "pairs": str(pairs),
        }


@contextlib.contextmanager
def signed_in(browser: Browser, address: str, language: str, width: int) -> Iterator[Page]:
    """A page of the demo's clerk in a language, at a width."""
    from niangjia.desk.demo import SIGN_INS

    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": SIZES[width]}, reduced_motion="reduce", locale=LANGUAGES[language]
    )
    context.add_cookies([{"name": "django_language", "value": LANGUAGES[language], "url": address}])
    page = context.new_page()
    page.goto(f"{address}/sign-in/")
    page.fill("[name=username]", SIGN_INS[0].username)
    page.fill("[name=password]", SIGN_INS[0].password)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("nav")
    yield page
    context.close()


def take(browser: Browser, address: str, addresses: dict[str, str], language: str, width: int, out: Path) -> None:
    """The pictures of one language at one width."""
    with signed_in(browser, address, language, width) as page:
        for name in PAGES[width]:
            page.goto(f"{address}{addresses[name]}", wait_until="networkidle")
            if name == "import":
                page.locator(".finding summary").first.click()
            page.wait_for_timeout(SETTLED_MS)
            file = out / f"{name}-{language}-{width}.png"
            page.screenshot(path=file)
            print(f"{file.name:<28}{file.stat().st_size // 1024:5} kB")


if __name__ == "__main__":
    sys.exit(main())
