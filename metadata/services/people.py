"""Who is told what about an entry of the registry."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.models import User
from gsbpm_portal.accounts.notices import notify
from gsbpm_portal.accounts.selectors import members_of
from gsbpm_portal.core.models import Contribution
from gsbpm_portal.core.subjects import ref
from metadata.models import Version

MESSAGES = {
    "submit": gettext_noop("%(by)s submitted “%(name)s” (%(code)s) to the walidata."),
    "withdraw": gettext_noop("%(by)s withdrew “%(name)s” (%(code)s)."),
    "review": gettext_noop("“%(name)s” (%(code)s) was reviewed by %(by)s."),
    "return": gettext_noop("“%(name)s” (%(code)s) came back from %(by)s: %(comment)s"),
    "approve": gettext_noop("The pembina approved “%(name)s” (%(code)s)."),
    "endorse": gettext_noop("“%(name)s” (%(code)s) is endorsed."),
    "reject": gettext_noop("“%(name)s” (%(code)s) was rejected by %(by)s: %(comment)s"),
    "cancel": gettext_noop("%(by)s cancelled “%(name)s” (%(code)s): %(comment)s"),
    "retire": gettext_noop("“%(name)s” (%(code)s) was retired by %(by)s: %(comment)s"),
    "remark": gettext_noop("%(by)s wrote a remark on “%(name)s” (%(code)s)."),
    "answer": gettext_noop("%(by)s answered a remark on “%(name)s” (%(code)s)."),
}
TO_STEWARDS = ("submit", "withdraw", "cancel")


def stewards_of(version: Version) -> list[User]:
    """The walidata who review the item."""
    if version.item.organisation is None:
        return list(User.objects.filter(is_active=True, memberships__role=Role.WALIDATA).distinct())
    return list(members_of(version.item.organisation.path, [Role.WALIDATA]))


def makers_of(version: Version) -> list[User]:
    """Everyone who wrote or submitted it, in any round."""
    kind, key = ref(version)
    made = Contribution.objects.filter(subject_kind=kind, subject_id=key).values("user")
    return list(User.objects.filter(is_active=True, pk__in=made))


def tell(version: Version, what: str, *, by: User, comment: str = "", users: list[User] | None = None) -> None:
    """A notice to those whom a move or a remark concerns, in its transaction."""
    people = users if users is not None else stewards_of(version) if what in TO_STEWARDS else makers_of(version)
    params: dict[str, Any] = {
        "by": str(by),
        "name": version.name_id,
        "code": version.item.code,
        "comment": comment.strip(),
    }
    notify(
        people, kind=f"registry.{what}", message=MESSAGES[what], params=params, url=version.get_absolute_url(), by=by
    )
