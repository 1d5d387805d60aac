"""Messages written in the business transaction and sent after it: once, in order, with patience and an end."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from gsbpm_portal.core import outbox
from gsbpm_portal.core.models import OutboxMessage

sent: list[tuple[int, str]] = []
raised: list[Exception] = []
lock = threading.Lock()


def deliver(message: OutboxMessage) -> None:
    if raised:
        raise raised[0]
    with lock:
        sent.append((message.pk, outbox.message_id(message)))


@pytest.fixture(autouse=True)
def sender(monkeypatch):
    sent.clear()
    raised.clear()
    monkeypatch.setitem(outbox._senders, "test", f"{__name__}:deliver")
    monkeypatch.setattr(outbox, "import_string", lambda path: deliver)


def due(message: OutboxMessage) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(available_at=timezone.now() - timedelta(seconds=1))


def test_a_message_is_sent_once(db):
    message = outbox.write("test", {"row": 1})
    assert outbox.dispatch_due() == 1 and outbox.dispatch_due() == 0
    message.refresh_from_db()
    assert message.sent_at is not None and message.attempts == 1 and len(sent) == 1


def test_oldest_first_and_no_more_than_asked(db):
    messages = [outbox.write("test", {"row": n}) for n in range(5)]
    assert outbox.dispatch_due(3) == 3
    assert [pk for pk, _ in sent] == [m.pk for m in messages[:3]]


def test_the_same_key_is_one_message(db):
    first, second = outbox.write("test", {"row": 1}, key="k"), outbox.write("test", {"row": 2}, key="k")
    assert first.pk == second.pk and second.payload == {"row": 1}
    outbox.write_all("test", [({"row": 3}, "k"), ({"row": 4}, "l")])
    assert OutboxMessage.objects.count() == 2


def test_a_message_goes_with_its_transaction(db):
    try:
        with transaction.atomic():
            outbox.write("test", {})
            raise RuntimeError
    except RuntimeError:
        pass
    assert outbox.dispatch_due() == 0


def test_a_failure_is_kept_and_tried_again_after_growing_pauses(db):
    raised.append(OSError("no way out"))
    message = outbox.write("test", {})
    for attempt, pause in enumerate(outbox.PAUSES, start=1):
        due(message)
        began = timezone.now()
        assert outbox.dispatch_due() == 0
        message.refresh_from_db()
        assert (message.attempts, message.error) == (attempt, "OSError: no way out")
        assert timedelta(0) <= message.available_at - began - pause < timedelta(seconds=5)
        assert outbox.dispatch_due() == 0 and not sent
    raised.clear()
    due(message)
    assert outbox.dispatch_due() == 1
    message.refresh_from_db()
    assert message.error == "" and message.failed_at is None


def test_a_message_is_given_up_after_the_last_pause(db):
    raised.append(OSError("no way out"))
    message = outbox.write("test", {})
    for _ in range(len(outbox.PAUSES) + 1):
        due(message)
        outbox.dispatch_due()
    message.refresh_from_db()
    assert message.failed_at is not None and "no way out" in message.error
    due(message)
    raised.clear()
    assert outbox.dispatch_due() == 0


def test_what_cannot_be_delivered_is_given_up_at_once(db):
    raised.append(outbox.Undeliverable("no such address"))
    message = outbox.write("test", {})
    outbox.dispatch_due()
    message.refresh_from_db()
    assert message.failed_at is not None and message.error == "no such address"


def test_one_failure_does_not_hold_up_the_others(db, monkeypatch):
    first, second = outbox.write("test", {}), outbox.write("test", {})

    def picky(message: OutboxMessage) -> None:
        if message.pk == first.pk:
            raise OSError
        deliver(message)

    monkeypatch.setattr(outbox, "import_string", lambda path: picky)
    assert outbox.dispatch_due() == 1 and [pk for pk, _ in sent] == [second.pk]


def test_a_process_killed_in_between_leaves_the_message_to_the_next(db):
    message = outbox.write("test", {})
    outbox._claim()  # and dies here
    assert outbox.dispatch_due() == 0
    due(message)
    assert outbox.dispatch_due() == 1


def test_a_claim_that_ran_out_does_not_overwrite_the_next_attempt(db):
    message = outbox.write("test", {})
    slow = outbox._claim()
    due(message)
    assert outbox.dispatch_due() == 1
    raised.append(OSError("late failure of the first attempt"))
    outbox._send(slow)
    message.refresh_from_db()
    assert message.error == "" and message.attempts == 2


def test_the_name_of_a_message_stays_the_same(db):
    one, two = outbox.write("test", {}), outbox.write("test", {})
    again = OutboxMessage.objects.get(pk=one.pk)
    assert outbox.message_id(one) == outbox.message_id(again) != outbox.message_id(two)
    assert outbox.message_id(one).endswith("@127.0.0.1>")


def test_unknown_kinds_and_second_senders_are_refused(db):
    with pytest.raises(ValueError, match="nothing"):
        outbox.write("nothing", {})
    with pytest.raises(ValueError, match="nothing"):
        outbox.write_all("nothing", [({}, "k")])
    with pytest.raises(ValueError, match="already"):
        outbox.register_sender("test", "another:one")


def test_every_registered_sender_is_a_function():
    from importlib import import_module

    for path in outbox.senders().values():
        module, name = path.split(":")
        assert module == __name__ or callable(getattr(import_module(module), name))


def test_sent_messages_are_removed_after_a_while_and_failed_ones_stay(db):
    long_ago = timezone.now() - timedelta(days=31)
    OutboxMessage.objects.create(kind="test", sent_at=long_ago)
    failed = OutboxMessage.objects.create(kind="test", failed_at=long_ago)
    fresh = OutboxMessage.objects.create(kind="test", sent_at=timezone.now())
    assert outbox.purge() == 1
    assert set(OutboxMessage.objects.values_list("pk", flat=True)) == {failed.pk, fresh.pk}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_dispatchers_send_each_message_once():
    outbox.write_all("test", [({"n": n}, str(n)) for n in range(60)])

    def work() -> None:
        try:
            while outbox.dispatch_due(7):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 60 and len({pk for pk, _ in sent}) == 60
    assert not OutboxMessage.objects.exclude(attempts=1).exists()
