"""The pages by which people come in and leave: they work without a script."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qs, quote

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tallyloom.api.guard import place_of
from tallyloom.api.markup import Child, element
from tallyloom.api.page import page, trouble_page
from tallyloom.api.people import (
    GONE,
    SHORTEST,
    Entered,
    choose_password,
    enter_by_link,
    first_owner,
    good_link,
    invited,
    sign_in,
)
from tallyloom.api.problems import CorrectRequest, ReloadPage, SendLess, problem_of
from tallyloom.api.signing import (
    check_csrf,
    cookie,
    cookie_name,
    csrf_of,
    new_secret,
    no_cookie,
    refuse_other_sites,
    session_cookie,
    who_of,
)

if TYPE_CHECKING:
    from tallyloom.house import House

LARGEST = 64 * 1024  # bytes of a form
# Before anybody is signed in, a form is tied to the browser by a cookie of its own.
BEFORE, BEFORE_LASTS = "before", timedelta(hours=1)
MORE = 20  # fields of a form; ours have five

Form: TypeAlias = dict[str, str]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


def routes(house: House) -> list[Route]:
    """Sign in, sign out, and whatever a one-time link is for."""

    def get(path: str, show: Callable[[House, Request], Response]) -> Route:
        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(_shown, show, house, request)

        return Route(path, endpoint, methods=["GET"], include_in_schema=False)

    def post(path: str, do: Callable[[House, Request, Form], Response]) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                form = await _form(request)
            except SendLess as error:
                return _said(error)
            return await run_in_threadpool(_done, do, house, request, form)

        return Route(path, endpoint, methods=["POST"], include_in_schema=False)

    return [
        get("/login", _login_page),
        post("/login", _login),
        get("/link", _link_page),
        post("/link", _link),
        post("/logout", _logout),
    ]


def _shown(show: Callable[[House, Request], Response], house: House, request: Request) -> Response:
    try:
        return show(house, request)
    except Exception as error:
        return _said(error)


def _done(
    do: Callable[[House, Request, Form], Response], house: House, request: Request, form: Form
) -> Response:
    try:
        refuse_other_sites(request.headers)
        return do(house, request, form)
    except Exception as error:
        return _said(error)


def _said(error: Exception) -> Response:
    told = problem_of(error)
    response = trouble_page(told.status, told.detail)
    if told.retry_after is not None:
        response.headers["Retry-After"] = str(told.retry_after)
    return response


async def _form(request: Request) -> Form:
    """The fields of a form, the first of each name. Raises SendLess."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise SendLess
    try:
        fields = parse_qs(bytes(body).decode(), keep_blank_values=True, max_num_fields=MORE)
    except ValueError:
        return {}
    return {name: values[0].replace("\0", "") for name, values in fields.items()}


def _login_page(house: House, request: Request) -> Response:
    to = _local(request.query_params.get("next", ""))
    if who_of(house, request) is not None:
        return RedirectResponse(to, 303)
    return _login_form(house, request, to=to)


def _login(house: House, request: Request, form: Form) -> Response:
    to = _local(form.get("next", ""))
    _check_before(house, request, form)
    try:
        entered = sign_in(
            house, form.get("login", ""), form.get("password", ""), place_of(house, request)
        )
    except Exception as error:
        return _login_form(house, request, to=to, login=form.get("login", ""), wrong=error)
    return _entered(house, entered, to)


def _login_form(
    house: House, request: Request, *, to: str, login: str = "", wrong: Exception | None = None
) -> Response:
    if wrong is None and not house.people.any():
        said = (
            "Nobody can sign in here yet. Open the one-time link that the terminal printed at the "
            "start, or have it print a new one:"
        )
        how = element("pre", "tallyloom users link")
        return page("First start", element("h1", "First start"), element("p", said), how)
    fields = [
        element("input", type="hidden", name="next", value=to),
        *_field("login", "E-mail address", kind="email", value=login, complete="username"),
        *_field("password", "Password", kind="password", complete="current-password"),
    ]
    return _form_page(
        house, request, "Sign in", fields, action="/login", button="Sign in", wrong=wrong
    )


def _link_page(house: House, request: Request) -> Response:
    code = request.query_params.get("code", "")
    link = good_link(house, code)
    if link is None:
        return trouble_page(404, GONE, "This link no longer works")
    if link.kind == "sign-in":
        return _entered(house, enter_by_link(house, code, place_of(house, request)), "/")
    return _link_form(house, request, code)


def _link(house: House, request: Request, form: Form) -> Response:
    _check_before(house, request, form)
    code, password = form.get("code", ""), form.get("password", "")
    place = place_of(house, request)
    link = good_link(house, code)
    try:
        if password != form.get("again", ""):
            raise CorrectRequest("The two passwords differ; write the same one twice.")
        if link is not None and link.kind == "first":
            login, name = form.get("login", ""), form.get("name", "")
            entered = first_owner(
                house, code, login=login, name=name, password=password, place=place
            )
        else:
            entered = choose_password(house, code, password, place)
    except CorrectRequest as wrong:
        return _link_form(house, request, code, form=form, wrong=wrong)
    return _entered(house, entered, "/")


def _link_form(
    house: House,
    request: Request,
    code: str,
    *,
    form: Form | None = None,
    wrong: Exception | None = None,
) -> Response:
    link, given = good_link(house, code), form or {}
    if link is not None and link.kind == "first":
        heading, said = "First start", "You become the owner of this installation."
        person = [
            *_field("name", "Your name", value=given.get("name", ""), complete="name"),
            *_field(
                "login", "E-mail address", kind="email", value=given.get("login", ""),
                complete="username",
            ),
        ]  # fmt: skip
    else:
        user = invited(house, code)
        heading, said = "Choose a password", f"You sign in as {user.login}."
        # Password managers keep the name with the password.
        person = [
            element("input", type="hidden", name="login", value=user.login, autocomplete="username")
        ]
    fields: list[Child] = [
        element("p", said),
        element("input", type="hidden", name="code", value=code),
        *person,
        *_field("password", "Password", kind="password", complete="new-password"),
        element("p", f"{SHORTEST} characters or more; a few words.", class_="small muted"),
        *_field("again", "The password once more", kind="password", complete="new-password"),
    ]
    return _form_page(house, request, heading, fields, action="/link", button="Go on", wrong=wrong)


def _logout(house: House, request: Request, form: Form) -> Response:
    check_csrf(session_cookie(house, request), form.get("csrf", ""))
    who = who_of(house, request)
    if who is not None and who.session_id:
        house.sessions.end(who.id, who.session_id)
    response = RedirectResponse("/login", 303)
    response.headers.append("Set-Cookie", no_cookie(house))
    return response


def _entered(house: House, entered: Entered, to: str) -> Response:
    response = RedirectResponse(to, 303)
    response.headers.append("Set-Cookie", entered.cookie)
    response.headers.append("Set-Cookie", no_cookie(house, BEFORE))
    return response


def _local(to: str) -> str:
    """A path of ours to go to, or the first page: never another site."""
    odd = not to.startswith("/") or to.startswith("//") or "\\" in to or not to.isprintable()
    return "/" if odd else quote(to, safe="/?&=%:;,+@.~-_")


def _check_before(house: House, request: Request, form: Form) -> None:
    """Raises ReloadPage."""
    try:
        check_csrf(request.cookies.get(cookie_name(house, BEFORE), ""), form.get("csrf", ""))
    except ReloadPage:
        raise ReloadPage("The page was open for too long; go back, reload it, try again.") from None


def _field(
    name: str, label: str, *, complete: str, kind: str = "text", value: str = ""
) -> list[Markup]:
    shown = element("label", label, for_=name)
    asked = element(
        "input", id=name, name=name, type=kind, value=value or None, required=True,
        autocomplete=complete,
    )  # fmt: skip
    return [shown, asked]


def _form_page(
    house: House,
    request: Request,
    heading: str,
    fields: Sequence[Child],
    *,
    action: str,
    button: str,
    wrong: Exception | None,
) -> Response:
    told = problem_of(wrong) if wrong else None
    note = element("p", told.detail, class_="note error", role="alert") if told else None
    before = request.cookies.get(cookie_name(house, BEFORE), "") or new_secret()
    form = element(
        "form",
        element("input", type="hidden", name="csrf", value=csrf_of(before)),
        fields,
        element("button", button, type="submit"),
        method="post",
        action=action,
    )
    shown = (element("h1", heading), note, form)
    response = page(heading, *shown, status=told.status if told else 200, forms=True)
    line = cookie(house, before, BEFORE, lasts=BEFORE_LASTS)
    response.headers.append("Set-Cookie", line)
    if told and told.retry_after is not None:
        response.headers["Retry-After"] = str(told.retry_after)
    return response
