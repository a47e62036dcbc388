"""The reference pages of every installed app's modules, printed from their definitions.

python -m tallyloom.cli.module_pages docs/reference/modules
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tallyloom.house import installed_apps
from tallyloom.kit.render import contents, page

INDEX = "README.md"
ABOUT = """# Modules

What scenarios are made of, app by app. `tallyloom modules list` prints the same on a terminal, and
`tallyloom modules show NAME` a module with all of its inputs.
"""


def module_pages() -> Iterator[tuple[str, str]]:
    """Each page's path below the folder, and its text in Markdown."""
    apps = installed_apps()
    lines = [f"- [{app.label}]({name}/{INDEX}): {app.about}" for name, app in apps.items()]
    yield INDEX, ABOUT + "\n" + "\n".join(lines) + "\n"
    for name, app in apps.items():
        yield f"{name}/{INDEX}", contents(app)
        for id_, module in app.modules.items():
            yield f"{name}/{id_}.md", page(module)


def write(folder: Path) -> None:
    """Replace the folder's pages, those of modules that are gone included."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in module_pages():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
