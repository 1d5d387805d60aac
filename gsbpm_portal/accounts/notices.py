"""Notices to people in the portal, and their way to the mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

from gsbpm_portal.accounts.enums import MailChoice
from gsbpm_portal.accounts.models import Notice, User
from gsbpm_portal.core import clock, outbox

MAIL_NOTICE = "mail.notice"
MAIL_DIGEST = "mail.digest"
DIGEST_HOUR = 7
"""Digests go out at this hour of the office's time."""
LOADED_COUNT = "unread_notices"
KEEP_READ = timedelta(days=180)


@transaction.atomic
def notify(
    users: Iterable[User], *, kind: str, message: str, params: Mapping[str, Any], url: str = "", by: User | None = None
) -> list[Notice]:
    """Tell each of `users` once, in the caller's transaction; the one who did it (`by`) and closed accounts are left out.

    `message` is an English msgid (marked with gettext_noop) with %(name)s places for `params`; lazy texts among them are
    written in each language. `url` is a path of the portal. Who wants mail at once gets it by the outbox.
    """
    if url and not is_own_path(url):
        raise ValueError(f"not a path of the portal: {url}")
    people = {user.pk: user for user in users if user.is_active and (by is None or user.pk != by.pk)}
    texts = {}
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            texts[f"text_{language}"] = translation.gettext(message) % params
    now = clock.now()
    notices = Notice.objects.bulk_create(
        [Notice(user=user, kind=kind, url=url, created_at=now, **texts) for user in people.values()]
    )
    outbox.write_all(
        MAIL_NOTICE,
        [
            ({"notice": notice.pk}, f"notice:{notice.public_id}")
            for notice in notices
            if notice.user.email and notice.user.mail_choice == MailChoice.AT_ONCE
        ],
    )
    return notices


def is_own_path(url: str) -> bool:
    """Whether the address leads to a page of the portal itself."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def with_unread_count(users: QuerySet[User]) -> QuerySet[User]:
    """The people with their number of unread notices, so that the header of a page costs no query of its own."""
    unread = Notice.objects.unread().filter(user=OuterRef("pk")).order_by().values("user").annotate(n=Count("pk"))
    return users.annotate(**{LOADED_COUNT: Coalesce(Subquery(unread.values("n")), 0)})


def unread_count(user: User) -> int:
    """The number on the badge: as loaded with the person when it was, and nothing of it was read since."""
    loaded = getattr(user, LOADED_COUNT, None)
    return Notice.objects.visible_to(user).unread().count() if loaded is None else loaded


def _recount(user: User) -> None:
    """Have the badge of this request count anew."""
    setattr(user, LOADED_COUNT, None)


def mark_read(notice: Notice, *, by: User) -> Notice:
    """Note the first reading; later ones change nothing."""
    if notice.read_at is None:
        notice.read_at = timezone.now()
        Notice.objects.unread().filter(pk=notice.pk).update(read_at=notice.read_at)
        _recount(by)
    return notice


def mark_all_read(user: User, *, until: datetime | None = None) -> int:
    """Mark the person's notices as read, those that came after `until` (the moment of the page) left out; gives how many."""
    unread = Notice.objects.visible_to(user).unread()
    _recount(user)
    if until is not None:
        unread = unread.filter(created_at__lte=until)
    return unread.update(read_at=timezone.now())


def queue_digests() -> int:
    """Write one digest for each person who wants one a day, has unread notices since the last and was not served today.

    Does nothing before DIGEST_HOUR; run often, it sends once a day. Gives how many were written.
    """
    now = timezone.now()
    local = timezone.localtime(now)
    if local.hour < DIGEST_HOUR:
        return 0
    today = timezone.make_aware(datetime.combine(local.date(), time.min))
    waiting: dict[int, list[int]] = {}
    unread = (
        Notice.objects.unread()
        .filter(user__is_active=True, user__mail_choice=MailChoice.DIGEST, created_at__lte=now)
        .exclude(user__email="")
        .exclude(user__digest_at__gte=today)
        .order_by("created_at", "pk")
    )
    for pk, user, created_at, digest_at in unread.values_list("pk", "user", "created_at", "user__digest_at"):
        if digest_at is None or created_at > digest_at:
            waiting.setdefault(user, []).append(pk)
    with transaction.atomic():
        outbox.write_all(
            MAIL_DIGEST,
            [({"user": user, "notices": pks}, f"{user}:{local.date().isoformat()}") for user, pks in waiting.items()],
        )
        User.objects.filter(pk__in=waiting).update(digest_at=now)
    return len(waiting)


def purge() -> int:
    """Remove notices that were read half a year ago."""
    removed, _ = Notice.objects.filter(read_at__lt=timezone.now() - KEEP_READ).delete()
    return removed
