"""Puts the built pages into the wheel and the source distribution."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagesHook(BuildHookInterface[Any]):
    """An editable install builds no pages: `./dev` does that, and says so."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, str(Path(self.root) / "web"))
        import build

        if version == "editable" or os.environ.get(build.SKIP):
            return
        try:
            build.build(os.environ)
        except (build.CannotBuild, OSError) as reason:
            raise SystemExit(f"the pages: {reason} ({build.NETWORK})") from None
