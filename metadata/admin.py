"""The registry in the administration: to look at only. Entries are written on their own pages, where each move is a decision."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core.admin import ReadOnlyAdmin, register_sight
from gsbpm_portal.core.admin_site import name_fields
from gsbpm_portal.core.models import AuditEntry
from metadata.models import Code, Query, Reference, Version
from metadata.models.items import SHARED_CHAIN


def own_trails(rows: QuerySet[AuditEntry], user: Any) -> QuerySet[AuditEntry]:
    """The chains of the organisations in the person's reach, and that of the shared entries."""
    keys = (
        Organisation.objects.visible_to(user)
        .order_by()
        .values(key=Concat(Value("registry:"), "code", output_field=CharField()))
    )
    return rows.filter(Q(chain__key__in=keys) | Q(chain__key=SHARED_CHAIN))


def of_versions(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """What hangs on the versions that the person sees."""
    return rows.filter(version__in=Version.objects.visible_to(user))


name_fields(
    "metadata",
    attribute=_("attribute"),
    based_on=_("follows"),
    content=_("attributes of the kind"),
    digest=_("digest"),
    ended_on=_("ended on"),
    endorsed_on=_("endorsed on"),
    is_current=_("in force"),
    item=_("entry"),
    locked_at=_("locked"),
    major=_("major number"),
    minor=_("minor number"),
    note=_("note"),
    patch=_("patch number"),
    replaced_by=_("to be used instead"),
    reviewed_on=_("reviewed on"),
    revision=_("revision"),
    submitted_on=_("submitted on"),
    target=_("what is referred to"),
    updated_at=_("changed"),
    updated_by=_("changed by"),
    words=_("words for searching"),
)
for _model in (Reference, Code, Query):
    register_sight(_model, of_versions)
register_sight(AuditEntry, own_trails)


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = ["item", "number", "name_id", "state", "is_current", "updated_at"]
    list_filter = ["item__kind", "state", "is_current"]
    search_fields = ["item__code", "name_id"]
    list_select_related = ["item"]


@admin.register(Reference)
class ReferenceAdmin(ReadOnlyAdmin):
    list_display = ["version", "attribute", "target"]
    list_filter = ["attribute"]
    search_fields = ["version__item__code", "target__item__code"]
    list_select_related = ["version__item", "target__item"]
