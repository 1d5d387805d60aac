"""What every test stands on: an environment of its own, isolated folders, a signed-in browser, axe.

The environment is set here, before Django reads its settings: a test never touches a developer's .env, var/ folder,
mail or broker. DATABASE_URL picks the database (SQLite in a temporary file without it); REDIS_URL is taken out of the
environment and handed only to tests that ask for the fixture `redis_url`.
"""

import atexit
import contextlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

RUN_DIR = Path(tempfile.mkdtemp(prefix="gsbpm-tests-"))
atexit.register(shutil.rmtree, RUN_DIR, ignore_errors=True)

for _name in ("SECRET_KEY", "AUDIT_KEY", "AUDIT_HEADS_DIR", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SITE_URL"):
    os.environ.pop(_name, None)
os.environ.update(
    {
        "ENV_FILE": os.devnull,
        "DEBUG": "1",
        "VAR_DIR": str(RUN_DIR / "var"),
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "gsbpm_portal.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's event loop runs in the thread of the test
        "STATIC_COLLECTED": "0",
        # PostgreSQL, asked by these tests and by the processes that they start, does not wait for the disk.
        "PGOPTIONS": f"{os.environ.get('PGOPTIONS', '')} -c synchronous_commit=off".strip(),
    }
)
os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or f"sqlite:///{RUN_DIR / 'unused.sqlite3'}"
if os.environ.get("REDIS_URL"):
    os.environ["TEST_REDIS_URL"] = os.environ.pop("REDIS_URL")

CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
]


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = _empty_tables
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 takes 30 ms an account
    settings.WHITENOISE_AUTOREFRESH = True  # no scan of all static files for each test client


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """On a build server a skipped test is a test that nobody looks at: it fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or os.environ.get("CI", "").lower() not in {"1", "true"}:
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped and session.exitstatus == 0:
        reporter.write_line(f"{len(skipped)} tests were skipped; with CI=true that fails the run", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what uses the database: the rest comes out the same on every one, so one pass over it is enough."""
    used = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    if used or item.get_closest_marker("django_db"):
        item.add_marker("database")


LONGEST = tuple(
    f"tests/{path}.py"
    for path in (
        "authorisation/test_matrix",
        "concurrency/test_approvals",
        "fuzz/test_nonsense",
        "phases/engine/test_property",
    )
)


@pytest.hookimpl(trylast=True)  # after they were put in random order
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests begin: one of them at the end would keep one process busy while the others have nothing to do."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgres"):
        from django.db import connection

        if connection.vendor != "postgresql":
            pytest.skip("needs PostgreSQL: set DATABASE_URL")


# Flushing after a test with real transactions -------------------------------------------------------------------------

_KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def _empty_tables(self: Any) -> None:
    """Empty all tables, append-only ones too, in milliseconds; the audit triggers would refuse Django's flush."""
    from django.db import connections

    from gsbpm_portal.core import immutability

    for alias in self._databases_names(include_mirrors=False):
        connection = connections[alias]
        names = [name for name in connection.introspection.table_names() if name not in _KEPT]
        tables = [connection.ops.quote_name(name) for name in names]
        each = [f"DELETE FROM {table}" for table in tables]
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                with immutability.lifted(alias):
                    _execute(cursor, "PRAGMA foreign_keys = OFF", *each, "PRAGMA foreign_keys = ON")
            elif _is_superuser(cursor):  # no triggers, no foreign keys for this while
                role = "SET session_replication_role = %s"
                _execute(cursor, role % "replica", *each, role % "DEFAULT")
            else:
                with immutability.lifted(alias):
                    _execute(cursor, f"TRUNCATE {', '.join(tables)}")


def _execute(cursor: Any, *statements: str) -> None:
    for statement in statements:
        cursor.execute(statement)


def _is_superuser(cursor: Any) -> bool:
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(cursor.fetchone()[0])


# Database and folders -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, worker_id: str) -> None:
    """A copy of a database with all tables; on SQLite a file, as the portal has: WAL means nothing in memory."""
    from django.db import connections

    from tests import tables

    settings_dict = connections["default"].settings_dict
    if settings_dict["ENGINE"] == "django.db.backends.sqlite3":
        file = RUN_DIR / f"test_{worker_id}.sqlite3"
        tables.copy_sqlite(file)
        settings_dict["TEST"]["NAME"] = str(file)
    else:
        settings_dict["TEST"]["TEMPLATE"] = tables.postgres_template(os.environ["DATABASE_URL"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """A file of SQLite has its tables before Django looks for them; it goes with its folder."""
    return django_db_keepdb or not os.environ["DATABASE_URL"].startswith("postgres")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Before the test database is dropped, end the connections that killed processes and threads left open in it."""
    yield
    from django.db import connection

    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            name = connection.settings_dict["NAME"]
            connection.close()
            with connection._nodb_cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


_numbers = itertools.count()


@pytest.fixture(autouse=True)
def own_folders(settings: Any) -> None:
    """Stored files and audit heads of one test are unseen by the next; the folders appear when something is written."""
    folder = RUN_DIR / "each" / str(next(_numbers))
    settings.MEDIA_ROOT = folder / "files"
    settings.AUDIT_HEADS_DIR = folder / "audit-heads"


@pytest.fixture(autouse=True)
def own_language(settings: Any) -> None:
    """A request leaves its language on; the next test starts in the default one."""
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True, scope="session")
def quiet_broker() -> None:
    """Doorbells rung inside tests go to a broker in memory; tests with real workers start those as processes."""
    from gsbpm_portal.celery import app

    app.conf.update(broker_url="memory://", broker_transport_options={})


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """An empty Redis database of this test process alone."""
    from tests.servers import claim_redis, empty_claimed_redis

    server = os.environ.get("TEST_REDIS_URL", "")
    url = claim_redis(server) if server else None
    if not url:
        pytest.skip("needs Redis: set REDIS_URL")
    yield url
    empty_claimed_redis(url)


# Browser --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; CHROMIUM_PATH names another one."""
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("needs Chromium: apt-get install chromium, or set CHROMIUM_PATH")
    flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {**browser_type_launch_args, "executable_path": path, "args": flags}


@pytest.fixture
def page_as(browser: Any, live_server: Any, transactional_db: None, client: Any) -> Iterator[Callable[..., Any]]:
    """page_as("staf", width=1280, language="id") → a Playwright page signed in as that user, on the live server.

    Signs in by session cookie. A script error, or something refused by the Content-Security-Policy, fails the test at
    its end; `javascript=False` turns scripts off.
    """
    from django.conf import settings as django_settings
    from django.contrib.auth import get_user_model
    from django.test import Client
    from playwright.sync_api import expect

    expect.set_options(
        timeout=20_000
    )  # on a busy machine a page takes seconds; what is there at once is not waited for
    contexts = []
    complaints: list[str] = []

    def open_page(
        username: str | None = None, *, width: int = 1280, height: int = 900, language: str = "id", **options: Any
    ) -> Any:
        scripts = options.pop("javascript", True)
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale={"id": "id-ID", "en": "en-GB"}[language],
            java_script_enabled=scripts,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        cookies = {django_settings.LANGUAGE_COOKIE_NAME: language}
        if username:
            signed_in = Client()
            signed_in.force_login(
                get_user_model().objects.get(username=username), "gsbpm_portal.accounts.backends.PersonBackend"
            )
            cookies[django_settings.SESSION_COOKIE_NAME] = signed_in.cookies[django_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
        )
        return page

    yield open_page
    for context in contexts:
        with contextlib.suppress(Exception):
            context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def axe() -> Callable[[Any], None]:
    """axe(page) fails with the list of accessibility violations of the page as it stands."""
    from axe_playwright_python.base import AXE_SCRIPT, AxeResults

    def check(page: Any) -> None:
        if not page.evaluate("'axe' in window"):  # a page looked at in two widths takes the script once
            page.evaluate(AXE_SCRIPT)
        results = AxeResults(
            page.evaluate("axe.run({resultTypes: ['violations']}).then(({violations}) => ({violations}))")
        )
        assert results.violations_count == 0, results.generate_report()

    return check
