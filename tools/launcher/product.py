"""From a bare clone to a product that runs: environments, browser code, catalogues, and the product in `.venv`."""

from functools import partial
from pathlib import Path

from tools import assets
from tools.launcher import environment
from tools.launcher.state import ROOT, TOOLS, VENV, digest, forget, is_stamped, program, stamp
from tools.launcher.terminal import Words, run
from tools.launcher.works import Work, carry_out

NIANGJIA = program(VENV, "niangjia")
NPM = "Browser packages come from your npm registry (`npm config get registry`). Check the network, then start again."
UV, TOOLS_FOR_BUILDING, PACKAGES = "uv, which fetches Python packages", "Tools for building", "Python packages"
BROWSER_CODE, CATALOGUES, PRODUCT = "Browser code", "Message catalogues", "The product, in .venv"
DATABASE = "Database, with the demo bureau"


def prepare(*, dev: bool, with_demo: bool = False) -> None:
    """Everything `niangjia` needs; what is done already is not done again.

    `with_demo` makes the demo bureau of a first start beside the rest, which would otherwise wait for the browser code.
    """
    packages = partial(environment.has_packages, dev=dev), partial(environment.make_packages, dev=dev)
    works = [
        *_tools(),
        Work(PACKAGES, *packages, after=(UV,)),
        Work(BROWSER_CODE, assets.are_current, _make_browser_code, after=(TOOLS_FOR_BUILDING,)),
        Work(CATALOGUES, _has_catalogues, _make_catalogues, after=(TOOLS_FOR_BUILDING,)),
        Work(PRODUCT, _has_product, _install_product, after=(TOOLS_FOR_BUILDING, PACKAGES)),
    ]
    if with_demo and not _has_product():
        works.append(Work(DATABASE, lambda: False, _make_data, after=(PRODUCT, CATALOGUES)))
    carry_out(works)


def prepare_tools() -> None:
    """Only what builds and resolves."""
    carry_out(_tools())


def _tools() -> list[Work]:
    return [
        Work(UV, environment.has_uv, environment.make_uv),
        Work(TOOLS_FOR_BUILDING, environment.has_tools, environment.make_tools, after=(UV,)),
    ]


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
    """An editable installation: changes in src count at once. Its other parts are works of their own here."""
    forget("product")
    wheels = TOOLS / "wheels"
    build: Words = [environment.BUILDER, "-m", "hatchling", "build", "--target", "wheel:editable"]
    run([*build, "--no-hooks", "--clean", "--directory", wheels], log="product")
    environment.install_wheel(next(wheels.glob("*.whl")))
    stamp("product", _product_digest())


def _make_data() -> None:
    run([NIANGJIA, "prepare", "--demo"], log="data")
