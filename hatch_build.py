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

        if version == "editable":
            return
        try:
            if os.environ.get(build.SKIP):
                _assure_none_or_fresh(build)
            else:
                build.build(os.environ)
        except (build.CannotBuild, OSError) as reason:
            raise SystemExit(f"the pages: {reason} ({build.NETWORK})") from None


def _assure_none_or_fresh(build: Any) -> None:
    """What is there is packed: old pages would ask for what the API has no more."""
    try:
        if build.PAGES.exists():
            build.fresh(os.environ)
    except build.CannotBuild:
        raise SystemExit(
            f"the built pages are of other sources: start ./dev web, or remove {build.PAGES}"
        ) from None
