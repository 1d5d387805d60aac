"""The doorbell: what is sent, a broker that does not answer, and the used-up rows of the embedded one."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gsbpm_portal.celery import app
from gsbpm_portal.core.jobs import broker

Kinds = Callable[..., str]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    calls: list[Any] = []
    monkeypatch.setattr(app, "send_task", lambda *args, **options: calls.append((args, options)))
    monkeypatch.setattr(broker, "_spared_until", 0.0)
    yield calls


def test_the_bell_carries_the_id_and_the_limits(sent: list[Any], kinds: Kinds) -> None:
    assert broker.ring(7, kinds("add", time_limit=60))
    (args, options) = sent[0]
    assert (args, options["args"], options["retry"]) == (("core.run_job",), [7], False)
    assert (options["soft_time_limit"], options["time_limit"]) == (60, 90)


def test_the_task_is_known() -> None:
    assert "core.run_job" in app.tasks or app.loader.import_default_modules() or "core.run_job" in app.tasks


@pytest.mark.parametrize(("slow", "spared"), [(False, False), (True, True)])
def test_a_broker_that_does_not_answer_is_no_error(
    sent: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, slow: bool, spared: bool
) -> None:
    tried = []

    def fail(*args: Any, **options: Any) -> None:
        tried.append(1)
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr(app, "send_task", fail)
    monkeypatch.setattr(broker, "SLOW_SECONDS", -1.0 if slow else 60.0)
    assert broker.ring(7, "core.export") is False
    assert "did not take the bell" in caplog.text
    broker.ring(7, "core.export")
    assert len(tried) == (1 if spared else 2)
    assert (broker._spared_until > time.monotonic()) is spared


def test_only_handed_out_messages_are_purged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "broker.sqlite3"
    now = datetime.now()
    rows = [
        (1, 0, now - timedelta(hours=2)),  # handed out long ago
        (2, 0, now - timedelta(minutes=5)),  # handed out just now
        (3, 1, None),  # waits
        (4, 1, now - timedelta(days=9)),  # waits since long
    ]
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE kombu_message (id integer, visible boolean, timestamp datetime)")
        database.executemany(
            "INSERT INTO kombu_message VALUES (?, ?, ?)", [(i, v, t and t.isoformat(sep=" ")) for i, v, t in rows]
        )
    monkeypatch.setitem(app.conf, "broker_url", f"sqla+sqlite:///{path}")
    assert broker.purge_embedded_broker() == 1
    with closing(sqlite3.connect(path)) as database:
        assert [row[0] for row in database.execute("SELECT id FROM kombu_message ORDER BY id")] == [2, 3, 4]


@pytest.mark.parametrize("url", ["redis://127.0.0.1:6379/0", "memory://", "sqla+sqlite:////nowhere/broker.sqlite3"])
def test_other_brokers_are_left_alone(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setitem(app.conf, "broker_url", url)
    assert broker.purge_embedded_broker() == 0
