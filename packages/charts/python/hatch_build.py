"""Build hook: a package without its JavaScript module would show nothing."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODULE = "src/clipscope_charts/bundle/widget.js"


class CustomBuildHook(BuildHookInterface):
    """Stops the build if the JavaScript module is not there."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if not (Path(self.root) / MODULE).exists():
            raise FileNotFoundError(
                f"{MODULE} is not built yet: run `pnpm --filter @clipscope/charts bundle:widget` first."
            )
