"""Access to PostgreSQL: the embedded server, or the one of TALLYLOOM_DATABASE_URL."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

import psycopg
from sqlalchemy import URL, Connection, QueuePool, create_engine, event, make_url

from tallyloom.kit import from_json, to_json
from tallyloom.settings import Settings
from tallyloom.store import migrations
from tallyloom.store.trouble import CheckDatabaseUrl, FreeSpace, SetDatabaseUrl, StoreTrouble

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import ExceptionContext

    from tallyloom.store.embedded import Embedded

SCHEMA = "tallyloom"
DISPATCH_SCHEMA = "dispatch"
OLDEST_SERVER = 150000
# A server that is just being killed still looks alive for an instant.
ATTEMPTS = 3
# Seconds for which the end waits for whoever still asks, and between two looks.
CLOSING, LOOK = 5.0, 0.01


class Database:
    """Connections to one database whose tables are up to date; a context manager.

    `url` may be handed to another process (TALLYLOOM_DATABASE_URL): it names the schema too.
    `dispatch_url` and DISPATCH_SCHEMA are for the dispatcher's own tables: they live beside ours,
    in the same database, so that one backup holds both.
    """

    def __init__(self, url: URL, *, embedded: Embedded | None = None, pool_size: int = 10) -> None:
        self.embedded = embedded
        self._url = _with_schema(url)
        self.engine = create_engine(
            self._url,
            pool_size=pool_size,
            max_overflow=10,
            pool_pre_ping=True,
            hide_parameters=True,  # what went into a statement is not for the log
            connect_args={"connect_timeout": 10, "application_name": "tallyloom"},
            json_serializer=lambda value: to_json(value).decode(),
            json_deserializer=from_json,
        )
        event.listen(self.engine, "handle_error", _name_remedy)
        if embedded is not None:
            event.listen(self.engine, "do_connect", _reviving(embedded))

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        say: Callable[[str], None] | None = None,
        lasting: bool = True,
    ) -> Database:
        """The database of these settings, started if it is ours, and brought up to date.

        `say` gets a line that a person should know. What is not `lasting` is removed when it is
        closed, and need not outlive the machine. Raises what `store.trouble` names.
        """
        if settings.database_url is not None:
            database = cls(make_url(settings.database_url.get_secret_value()))
        else:
            embedded = _embedded(settings, say, lasting)
            database = cls(embedded.url(), embedded=embedded)
        try:
            database.prepare()
        except BaseException:
            database.close()
            raise
        return database

    def prepare(self) -> None:
        """Check the server and run the migrations that are missing. Raises UpgradeTallyloom."""
        with self.connect() as connection:
            _check_version(connection)
            connection.rollback()
            migrations.upgrade(connection, SCHEMA)

    @property
    def url(self) -> str:
        """Where to connect, with password and schema."""
        return self._url.render_as_string(hide_password=False)

    @property
    def dispatch_url(self) -> str:
        """The same database for the dispatcher, whose statements name their schema."""
        plain = self._url.set(drivername="postgresql").difference_update_query(["options"])
        return plain.render_as_string(hide_password=False)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A connection; what is not committed is rolled back at the end."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back when an exception leaves."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def raw(self) -> Iterator[psycopg.Connection[Any]]:
        """A psycopg connection in a transaction, for COPY; committed at the end."""
        pooled = self.engine.raw_connection()
        try:
            driver = cast("psycopg.Connection[Any]", pooled.driver_connection)
            with naming_remedies(), driver.transaction():
                yield driver
        finally:
            pooled.close()

    @contextmanager
    def single(self) -> Iterator[psycopg.Connection[Any]]:
        """A psycopg connection on which each statement is a transaction: one way there and back."""
        pooled = self.engine.raw_connection()
        try:
            driver = cast("psycopg.Connection[Any]", pooled.driver_connection)
            with naming_remedies():
                driver.autocommit = True
                yield driver
                driver.autocommit = False
        except BaseException:
            pooled.invalidate()
            raise
        finally:
            pooled.close()

    def close(self) -> None:
        """Give the connections back; the last process to close stops the embedded server.

        Whoever still asks gets the answer first, unless it takes too long: a connection that comes
        back after this would stay open until nobody remembers it.
        """
        self._awaited()
        self.engine.dispose()
        if self.embedded is not None:
            self.embedded.close()

    def _awaited(self) -> None:
        until = time.monotonic() + CLOSING
        pool = self.engine.pool
        while isinstance(pool, QueuePool) and pool.checkedout() and time.monotonic() < until:
            time.sleep(LOOK)

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


@contextmanager
def naming_remedies() -> Iterator[None]:
    """Turn what psycopg says into trouble that names its remedy, where there is one."""
    try:
        yield
    except psycopg.Error as error:
        trouble = _trouble(error)
        if trouble is None:
            raise
        raise trouble from error


def _trouble(error: BaseException | None) -> StoreTrouble | None:
    if isinstance(error, psycopg.errors.DiskFull):
        return FreeSpace(
            "No space is left on the disk of the database, so nothing was changed. Free some "
            f"space and try again. The server said: {error}"
        )
    if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
        return CheckDatabaseUrl(
            "The database server does not answer. Check TALLYLOOM_DATABASE_URL and the server; "
            f"the connection said: {' '.join(str(error).split())}"
        )
    return None


def _name_remedy(context: ExceptionContext) -> None:
    if not context.is_pre_ping:
        trouble = _trouble(context.original_exception)
        if trouble is not None:
            raise trouble from context.original_exception


def _reviving(embedded: Embedded) -> Callable[..., Any]:
    def connect(dialect: Any, record: Any, args: Any, parameters: Any) -> Any:
        for _ in range(ATTEMPTS):
            with suppress(psycopg.OperationalError):
                return dialect.connect(*args, **parameters)
            embedded.revive()
        return dialect.connect(*args, **parameters)

    return connect


def _embedded(settings: Settings, say: Callable[[str], None] | None, lasting: bool) -> Embedded:
    if sys.platform == "win32":
        raise SetDatabaseUrl
    from tallyloom.store.embedded import PASSING, Embedded, log

    return Embedded(settings.home, extra={} if lasting else PASSING, say=say or log.info)


def _with_schema(url: URL) -> URL:
    """The URL for our driver, its sessions looking into our schema first."""
    url = url.set(drivername="postgresql+psycopg")
    options = url.query.get("options", "")
    given = options if isinstance(options, str) else " ".join(options)
    if "search_path" in given:
        return url
    return url.update_query_dict({"options": f"{given} -csearch_path={SCHEMA}".strip()})


def _check_version(connection: Connection) -> None:
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    version = driver.info.server_version
    if version < OLDEST_SERVER:
        raise CheckDatabaseUrl(
            f"The database server is PostgreSQL {version // 10000}; Tallyloom needs 15 or newer. "
            "Upgrade the server, or remove TALLYLOOM_DATABASE_URL to use the embedded database."
        )
