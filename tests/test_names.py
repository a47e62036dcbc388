"""What is Xero's is in Xero's app: the rest of the house would serve any other service as well."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "src" / "tallyloom"
# Its sentences for people name the service that they came for.
FRONT = ("cli/", "__init__.py")


def test_no_room_but_the_app_of_xero_names_it() -> None:
    named = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not path.relative_to(PACKAGE).as_posix().startswith(("apps/xero/", *FRONT))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if "xero" in line.lower()
    ]
    assert named == []
