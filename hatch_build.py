"""What the build of the product adds to its sources: browser bundles and compiled catalogues."""

import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Make both before files are collected; what is current is not made again."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling calls it so
        """Called by hatchling for wheels, editable or not."""
        if self.target_name == "wheel":
            for module in ("tools.assets", "tools.compile_messages"):
                subprocess.run([sys.executable, "-m", module], cwd=self.root, check=True)
