"""Notices: who is told, in which words, and how it reaches the mail."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from gsbpm_portal.accounts import notices
from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.models import Notice, User
from gsbpm_portal.core import outbox
from gsbpm_portal.core.models import OutboxMessage
from tests.factories import make_user

MESSAGE = gettext_noop("You now have the role %(role)s at %(organisation)s.")
PARAMS = {"role": Role.PIMPINAN.label, "organisation": "Kota"}


def tell(*users: User, **values) -> list[Notice]:
    return notices.notify(users, **({"kind": "test", "message": MESSAGE, "params": PARAMS, "url": "/profil/"} | values))


@pytest.fixture
def sari(db) -> User:
    return make_user("sari")


def test_each_person_is_told_once_in_both_languages(sari):
    (notice,) = tell(sari, sari, User.objects.get(pk=sari.pk))
    assert notice.text_id == "Anda sekarang berperan sebagai Pimpinan di Kota."
    assert notice.text_en == "You now have the role Head at Kota."
    for language, text in [("id", notice.text_id), ("en", notice.text_en)]:
        with translation.override(language):
            assert notice.text == text


def test_the_actor_and_closed_accounts_are_left_out(sari):
    closed = make_user("tutup", is_active=False)
    assert tell(sari, closed, by=sari) == []
    assert OutboxMessage.objects.count() == 0


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "profil/", "javascript:alert(1)", "/\\evil.example"]
)
def test_a_notice_leads_nowhere_but_into_the_portal(sari, url):
    with pytest.raises(ValueError, match="not a path"):
        tell(sari, url=url)


def test_a_missing_parameter_fails_before_anything_is_written(sari):
    with pytest.raises(KeyError):
        tell(sari, params={})
    assert not Notice.objects.exists()


def test_many_people_cost_as_many_queries_as_one(sari, django_assert_num_queries):
    others = [make_user() for _ in range(8)]
    with django_assert_num_queries(4):
        tell(*others)
    with django_assert_num_queries(4):
        tell(sari)


# Counting and reading -------------------------------------------------------------------------------------------------


def test_the_count_comes_with_the_person(sari, django_assert_num_queries):
    first, _, _ = tell(sari)[0], tell(sari), tell(make_user())
    person = notices.with_unread_count(User.objects.filter(pk=sari.pk)).get()
    with django_assert_num_queries(0):
        assert notices.unread_count(person) == 2
    notices.mark_read(first, by=person)
    assert notices.unread_count(person) == 1 == notices.unread_count(sari)
    assert notices.unread_count(notices.with_unread_count(User.objects.filter(username="sari")).get()) == 1


def test_the_first_reading_counts(sari):
    (notice,) = tell(sari)
    first = notices.mark_read(notice, by=sari).read_at
    assert notices.mark_read(Notice.objects.get(), by=sari).read_at == first


def test_marking_all_leaves_what_came_since(sari):
    tell(sari)
    until = timezone.now()
    tell(sari)
    assert notices.mark_all_read(sari, until=until) == 1
    assert notices.unread_count(sari) == 1
    assert notices.mark_all_read(sari) == 1


def test_old_read_notices_are_removed(sari):
    old, unread = tell(sari)[0], tell(sari)[0]
    Notice.objects.filter(pk=old.pk).update(read_at=timezone.now() - timedelta(days=181))
    assert notices.purge() == 1 and Notice.objects.get() == unread


# Mail -----------------------------------------------------------------------------------------------------------------


def test_at_once(sari, settings):
    settings.SITE_URL = "https://gsbpm.contoh.go.id"
    tell(sari)
    assert mail.outbox == [] and outbox.dispatch_due() == 1
    (message,) = mail.outbox
    assert message.to == ["sari@contoh.go.id"]
    assert message.subject == "[Portal GSBPM] Anda sekarang berperan sebagai Pimpinan di Kota."
    assert message.body.startswith("Yth. Sari,") and "https://gsbpm.contoh.go.id/profil/" in message.body
    assert message.extra_headers["Message-ID"].endswith("@gsbpm.contoh.go.id>")


def test_in_the_language_of_the_person(sari):
    sari.language = "en"
    sari.save()
    tell(sari)
    with translation.override("id"):
        outbox.dispatch_due()
    assert "You now have the role Head" in mail.outbox[0].subject and "Dear Sari," in mail.outbox[0].body


def test_texts_are_not_escaped_and_subjects_are_one_line(sari):
    tell(sari, params={"role": "A & <B>", "organisation": "x\r\nBcc: y@z " + "p" * 200})
    outbox.dispatch_due()
    assert "A & <B>" in mail.outbox[0].body
    assert "\n" not in mail.outbox[0].subject and len(mail.outbox[0].subject) < 140


@pytest.mark.parametrize("values", [{"mail_choice": "tidak"}, {"mail_choice": "harian"}, {"email": ""}])
def test_nobody_gets_a_mail_they_do_not_want_or_cannot_get(db, values):
    tell(make_user("budi", **values))
    assert Notice.objects.count() == 1 and OutboxMessage.objects.count() == 0


def test_an_account_closed_meanwhile_gets_no_mail(sari):
    tell(sari)
    User.objects.update(is_active=False)
    assert outbox.dispatch_due() == 0 and mail.outbox == []
    assert OutboxMessage.objects.get().failed_at is not None


@pytest.fixture
def digest_day(monkeypatch):
    """Sets the office's clock: digest_day(day, hour)."""

    def at(day: int, hour: int) -> None:
        moment = timezone.make_aware(datetime(2026, 5, day, hour, 30))
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return at


def digests() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=notices.MAIL_DIGEST).order_by("pk"))


def test_one_digest_a_day_at_seven(db, digest_day):
    dewi = make_user("dewi", mail_choice="harian")
    digest_day(4, 20)
    first, second = tell(dewi)[0], tell(dewi)[0]
    digest_day(5, 6)
    assert notices.queue_digests() == 0
    digest_day(5, 7)
    assert notices.queue_digests() == 1 and notices.queue_digests() == 0
    assert digests()[0].payload == {"user": dewi.pk, "notices": [first.pk, second.pk]}
    digest_day(5, 9)
    third = tell(dewi)[0]
    assert notices.queue_digests() == 0
    digest_day(6, 8)
    assert notices.queue_digests() == 1
    assert digests()[1].payload["notices"] == [third.pk]
    digest_day(7, 8)
    assert notices.queue_digests() == 0


def test_what_was_read_is_not_in_the_digest(db, digest_day):
    dewi = make_user("dewi", mail_choice="harian")
    digest_day(4, 20)
    kept, read_before, read_after = tell(dewi)[0], tell(dewi)[0], tell(dewi)[0]
    notices.mark_read(read_before, by=dewi)
    digest_day(5, 8)
    notices.queue_digests()
    assert digests()[0].payload["notices"] == [kept.pk, read_after.pk]
    notices.mark_read(read_after, by=dewi)
    assert outbox.dispatch_due() == 1
    assert mail.outbox[0].subject == "[Portal GSBPM] 1 pemberitahuan untuk Anda"
    assert mail.outbox[0].body.count("Anda sekarang berperan") == 1


def test_an_empty_digest_is_not_sent(db, digest_day):
    dewi = make_user("dewi", mail_choice="harian")
    digest_day(4, 20)
    tell(dewi)
    digest_day(5, 8)
    notices.queue_digests()
    notices.mark_all_read(dewi)
    assert outbox.dispatch_due() == 1 and mail.outbox == []


def test_digests_of_many_people_cost_the_same(db, digest_day, django_assert_max_num_queries):
    digest_day(4, 20)
    people = [make_user(mail_choice="harian") for _ in range(6)]
    tell(*people)
    digest_day(5, 8)
    with django_assert_max_num_queries(6):
        assert notices.queue_digests() == 6
