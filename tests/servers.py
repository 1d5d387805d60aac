"""PostgreSQL and Redis for the suite: `python tests/servers.py -- command …` runs it with their addresses set.

It takes the servers of DATABASE_URL and REDIS_URL if they answer; else those on the usual local ports; else it starts
throw-away ones in a temporary folder (as another user where it is root, since PostgreSQL refuses root), after
installing them through apt where it may. The suite makes databases of its own, named after this process, which are
dropped at the end; on a Redis server it claims a database that is empty, and empties it at the end.

PROBE_POSTGRES and PROBE_REDIS (host:port) stand for the usual local ports; "off" leaves them out.
"""

import contextlib
import getpass
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

ROOT = Path(__file__).resolve().parent.parent
SUITE_DATABASE = f"gsbpm_suite_{os.getpid()}"
CLAIM = "claimed-by-gsbpm-suite"


def main(arguments: list[str]) -> int:
    """The exit code of the command; 3 where a server is neither found nor could be started."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print(__doc__)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with contextlib.ExitStack() as stack:
        try:
            postgres, redis_server = stack.enter_context(servers())
        except MissingServer as missing:
            print(missing, file=sys.stderr)
            return 3
        environment = {**os.environ, "DATABASE_URL": postgres, "REDIS_URL": redis_server}
        stack.callback(drop_suite_databases, postgres)
        stack.callback(empty_claimed_redis, redis_server)
        running = subprocess.Popen(command, env=environment)
        try:
            return running.wait()
        except (KeyboardInterrupt, SystemExit) as stop:  # give the command its time to end in order
            running.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(30)
            running.kill()
            return 130 if isinstance(stop, KeyboardInterrupt) else int(stop.code or 1)


class MissingServer(Exception):
    """No server, and none could be started; the message says what to install."""


@contextlib.contextmanager
def servers() -> Iterator[tuple[str, str]]:
    """The addresses of a PostgreSQL database to be made and of an empty Redis database."""
    postgres, redis_server = find_postgres(), find_redis()
    wanted = ([] if postgres else ["postgresql"]) + ([] if redis_server else ["redis-server"])
    missing = [name for name in wanted if not program("initdb" if name == "postgresql" else "redis-server")]
    if missing and subprocess.run([str(ROOT / ".ci/apt"), "Servers for the suite", *missing], check=False).returncode:
        raise MissingServer(
            f"The suite needs {' and '.join(missing)}. Install them, or set DATABASE_URL and REDIS_URL to servers that"
            " answer."
        )
    with contextlib.ExitStack() as stack:
        if wanted:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gsbpm-servers-")))
            user = unprivileged_user(folder)
            if not postgres:
                postgres = stack.enter_context(throwaway_postgres(folder, user))
            if not redis_server:
                redis_server = stack.enter_context(throwaway_redis(folder, user))
        assert postgres and redis_server
        print(f"PostgreSQL: {without_password(postgres)}   Redis: {without_password(redis_server)}", flush=True)
        yield postgres, redis_server


# Servers that answer already ------------------------------------------------------------------------------------------


def find_postgres() -> str | None:
    """The first address whose server answers and lets us make databases, with the suite's own database name."""
    given = os.environ.get("DATABASE_URL", "")
    candidates = [given] if given.startswith("postgres") else []
    usual = os.environ.get("PROBE_POSTGRES", "127.0.0.1:5432")
    if usual != "off":
        candidates += [f"postgres://{user}@{usual}/postgres" for user in dict.fromkeys((getpass.getuser(), "postgres"))]
    for address in candidates:
        try:
            connection = psycopg2.connect(address, connect_timeout=3)
        except psycopg2.OperationalError:
            continue
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone() == (True,):
                return urlunsplit(urlsplit(address)._replace(path=f"/{SUITE_DATABASE}"))
    return None


def find_redis() -> str | None:
    """The address of an empty database, now claimed, on the first server that answers."""
    usual = os.environ.get("PROBE_REDIS", "127.0.0.1:6379")
    candidates = [os.environ.get("REDIS_URL", ""), "" if usual == "off" else f"redis://{usual}"]
    return next((url for url in map(claim_redis, filter(None, candidates)) if url), None)


def claim_redis(address: str) -> str | None:
    """Claim an empty database on this server; None where it does not answer or all are taken."""
    for number in range(15, 0, -1):
        url = urlunsplit(urlsplit(address)._replace(path=f"/{number}"))
        try:
            with contextlib.closing(redis.Redis.from_url(url, socket_connect_timeout=3)) as server:
                if server.dbsize() == 0 and server.set(CLAIM, os.getpid(), nx=True, ex=2 * 3600):
                    return url
        except redis.RedisError:
            return None
    return None


def drop_suite_databases(address: str) -> None:
    """Drop what the suite made and a killed test left behind."""
    try:
        connection = psycopg2.connect(urlunsplit(urlsplit(address)._replace(path="/postgres")), connect_timeout=3)
    except psycopg2.OperationalError:
        return
    with contextlib.closing(connection):
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^(test_)?{SUITE_DATABASE}(_|$)"])
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def empty_claimed_redis(address: str) -> None:
    with contextlib.suppress(redis.RedisError), contextlib.closing(redis.Redis.from_url(address)) as server:
        server.flushdb()


# Throw-away servers ---------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def throwaway_postgres(folder: Path, user: str | None) -> Iterator[str]:
    initdb, server = program("initdb"), program("postgres")
    assert initdb and server
    data, port = folder / "postgres", free_port()
    subprocess.run(
        [initdb, "-D", data, "-U", "gsbpm", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        user=user,
    )
    options = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
    command = [server, "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder]
    command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    address = f"postgres://gsbpm@127.0.0.1:{port}/{SUITE_DATABASE}"

    def answers() -> bool:
        with contextlib.suppress(psycopg2.OperationalError):
            psycopg2.connect(f"postgres://gsbpm@127.0.0.1:{port}/postgres", connect_timeout=3).close()
            return True
        return False

    with process(command, folder, user, answers, stop=signal.SIGINT):
        yield address


@contextlib.contextmanager
def throwaway_redis(folder: Path, user: str | None) -> Iterator[str]:
    server = program("redis-server")
    assert server
    port = free_port()
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes"]

    def answers() -> bool:
        with contextlib.suppress(redis.RedisError):
            return bool(redis.Redis(port=port).ping())
        return False

    with process(command, folder, user, answers):
        yield f"redis://127.0.0.1:{port}/1"


@contextlib.contextmanager
def process(
    command: list[str | Path],
    folder: Path,
    user: str | None,
    answers: Callable[[], bool],
    stop: signal.Signals = signal.SIGTERM,
) -> Iterator[None]:
    """Runs until the block ends; waits at its start until it answers."""
    log = folder / f"{Path(command[0]).name}.log"
    with log.open("wb") as output:
        running = subprocess.Popen(
            command,
            cwd=folder,
            user=user,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + 60
        while not answers():
            if running.poll() is not None or time.monotonic() > deadline:
                raise MissingServer(f"{command[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
        yield
    finally:
        running.send_signal(stop)
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def unprivileged_user(folder: Path) -> str | None:
    """Whom the servers run as: ourselves, or where we are root a user without rights, who then owns the folder."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = next(name for name in ("postgres", "nobody") if name in names)
    shutil.chown(folder, user)
    return user


def program(name: str) -> str | None:
    """The path of a server program; Debian keeps PostgreSQL's out of PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    return shutil.which(name, path=os.pathsep.join([*map(str, versions), os.environ.get("PATH", ""), "/usr/sbin"]))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def without_password(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rsplit("@", 1)[-1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
