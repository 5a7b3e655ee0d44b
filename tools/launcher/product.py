"""From a bare clone to a product that runs: environments, browser code, catalogues, and the product in `.venv`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tools import assets
from tools.launcher import environment
from tools.launcher.state import ROOT, TOOLS, VENV, digest, forget, is_stamped, program, stamp
from tools.launcher.terminal import run, step

NIANGJIA = program(VENV, "niangjia")
NPM = "Browser packages come from your npm registry (`npm config get registry`). Check the network, then start again."


@dataclass(frozen=True)
class Work:
    """A piece of the set-up: it knows whether it is done, and leaves nothing half done that would look done."""

    title: str
    is_done: Callable[[], bool]
    do: Callable[[], None]


def prepare(*, dev: bool) -> None:
    """Everything `niangjia` needs except its data; works that stand in one line run side by side."""
    tools = Work("Tools for building", environment.has_tools, environment.make_tools)
    packages = Work(
        "Python packages, tests' too" if dev else "Python packages",
        partial(environment.has_packages, dev=dev),
        partial(environment.make_packages, dev=dev),
    )
    browser = Work("Browser code", assets.are_current, _make_browser_code)
    catalogues = Work("Message catalogues", _has_catalogues, _make_catalogues)
    product = Work("The product in .venv", _has_product, _install_product)
    for works in ([tools], [packages, browser], [catalogues], [product]):
        to_do = [work for work in works if not work.is_done()]
        if to_do:
            with ThreadPoolExecutor() as threads, step(", ".join(work.title for work in to_do)):
                for running in [threads.submit(work.do) for work in to_do]:
                    running.result()


def _make_browser_code() -> None:
    run([environment.BUILDER, "-m", "tools.assets"], log="assets", hint=NPM)


def _catalogue_sources() -> list[Path]:
    return list((ROOT / "src/niangjia/locale").glob("*/LC_MESSAGES/*.po"))


def _has_catalogues() -> bool:
    sources = _catalogue_sources()
    return is_stamped("catalogues", digest(sources)) and all(file.with_suffix(".mo").exists() for file in sources)


def _make_catalogues() -> None:
    made_from = digest(_catalogue_sources())
    run([environment.BUILDER, "-m", "tools.compile_messages"], log="catalogues")
    stamp("catalogues", made_from)


def _product_digest() -> str:
    return digest([ROOT / "pyproject.toml", ROOT / "hatch_build.py"], str(ROOT))


def _has_product() -> bool:
    return is_stamped("product", _product_digest()) and NIANGJIA.exists()


def _install_product() -> None:
    """An editable installation: changes in src count at once."""
    forget("product")
    wheels = TOOLS / "wheels"
    run([environment.BUILDER, "-m", "hatchling", "build", "-d", wheels, "-t", "wheel:editable", "-c"], log="product")
    environment.install_wheel(next(wheels.glob("*.whl")))
    stamp("product", _product_digest())
