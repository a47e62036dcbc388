"""The first page: runs, newest first, fifty at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse
from markupsafe import Markup

from tallyloom.api.access import Permission
from tallyloom.api.figures import duration, local, moment, number, size
from tallyloom.api.markup import Child, element
from tallyloom.api.page import page
from tallyloom.api.route import Asked, Routes
from tallyloom.api.runs import SIGNS, seconds

if TYPE_CHECKING:
    from tallyloom.store.runs import Run

PAGE = 50
FIRST = "tallyloom scenario run FILE"


routes = Routes("pages")


@routes.page("/", Permission.HISTORY_READ)
def home_page(
    asked: Asked, *, status: str = "", scenario: str = "", before: str = ""
) -> HTMLResponse:
    """Every filter is in the address, so that a view can be sent to a colleague."""
    house, status = asked.house, status if status in SIGNS else ""
    filters = {"status": status, "scenario": scenario, "before": before}
    found = house.runs.newest(limit=PAGE + 1, **filters)
    return _page(asked, found[:PAGE], filters, more=len(found) > PAGE)


def state(status: str) -> Markup:
    """A status as a sign and a word."""
    sign = element("span", SIGNS.get(status, ""), aria_hidden="true")
    return element("span", sign, status, class_=f"state {status}")


def when(at: datetime, now: datetime) -> Markup:
    return element("time", local(at, now), datetime=moment(at), class_="when")


def _page(
    asked: Asked, found: Sequence[Run], filters: dict[str, str], *, more: bool
) -> HTMLResponse:
    of = f" of {filters['scenario']}" if filters["scenario"] else ""
    shown: list[Child] = [element("h1", f"Runs{of}")]
    if not found and not any(filters.values()):
        return page("Runs", *shown, _empty(), asked=asked)
    shown.append(_filters(filters))
    if found:
        shown += [_table(found, asked.house.clock.now()), _pages(found, filters, more)]
    else:
        shown.append(element("p", "No run is like that.", class_="panel empty"))
    return page("Runs", *shown, asked=asked)


def _empty() -> Markup:
    return element(
        "div",
        element("p", "Nothing has run here yet. Run a scenario from a terminal:"),
        element("pre", FIRST),
        class_="panel empty",
    )


def _filters(asked: dict[str, str]) -> Markup:
    links = [_filter("all", "", asked), *(_filter(status, status, asked) for status in SIGNS)]
    return element("nav", element("ul", links, class_="filters"), aria_label="Status")


def _filter(label: str, status: str, asked: dict[str, str]) -> Markup:
    current = "true" if asked["status"] == status else None
    to = _address(status=status, scenario=asked["scenario"])
    return element("li", element("a", label, href=to, aria_current=current))


def _address(**query: str) -> str:
    kept = {name: value for name, value in query.items() if value}
    return f"/?{urlencode(kept)}" if kept else "/"


def _table(found: Sequence[Run], now: datetime) -> Markup:
    heads = [
        element("th", "Start", scope="col"),
        element("th", "Scenario", scope="col", class_="wide"),
        element("th", "Status", scope="col"),
        *(
            element("th", head, scope="col", class_="number")
            for head in ("Duration", "Operations", "API calls", "Data")
        ),
    ]
    table = element(
        "table",
        element("caption", "Runs, newest first", class_="hidden"),
        element("thead", element("tr", heads)),
        element("tbody", [_row(run, now) for run in found]),
    )
    # A region that scrolls can be reached with the keyboard.
    return element(
        "div", table, class_="panel scroll", tabindex="0", role="region", aria_label="Runs"
    )


def _row(run: Run, now: datetime) -> Markup:
    figures = (
        duration(seconds(run, now)),
        number(run.operations),
        number(run.api_calls),
        size(run.bytes),
    )
    name, to = run.scenario, f"/runs/{run.id}"
    link = element("a", name, href=to, class_="clamp", title=name)
    return element(
        "tr",
        element("td", when(run.started_at, now)),
        element("th", link, scope="row", class_="wide"),
        element("td", state(run.status)),
        [element("td", figure, class_="number") for figure in figures],
    )


def _pages(found: Sequence[Run], asked: dict[str, str], more: bool) -> Markup | None:
    newest = _address(status=asked["status"], scenario=asked["scenario"])
    older = _address(status=asked["status"], scenario=asked["scenario"], before=found[-1].id)
    links = [
        element("a", "Newest", href=newest) if asked["before"] else element("span"),
        element("a", "Older", href=older, rel="next") if more else None,
    ]
    wanted = more or asked["before"]
    return element("nav", links, class_="pages", aria_label="Pages") if wanted else None
