"""Items, their versions and what refers to what.

An item is the lasting identity (kind and code). A version holds the content: common columns, the kind's own attributes as JSON
(declared in attributes.py), and references as rows. A released version is its own snapshot: the database refuses to change its
content.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core import clock
from metadata.enums import OPEN, RELEASED, Change, Kind, State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from gsbpm_portal.accounts.models import User

CODE_PATTERN = r"[A-Z][A-Z0-9_]*"
code_validator = RegexValidator(
    rf"^{CODE_PATTERN}\Z", _("Use capital letters, digits and underscores, beginning with a letter: JUMLAH_PENDUDUK.")
)
SHARED_CHAIN = "registry:shared"
"""The audit chain of items that belong to no single organisation."""


class Item(models.Model):
    """What is registered, under a code of its own among its kind; without an organisation it is shared by all offices."""

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    code = models.CharField(_("code"), max_length=60, validators=[code_validator])
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registry_items",
        verbose_name=_("organisation"),
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("registry item")
        verbose_name_plural = _("registry items")
        ordering = ["kind", "code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="item_code_once")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.code}"

    @property
    def audit_chain(self) -> str:
        return f"registry:{self.organisation.code}" if self.organisation is not None else SHARED_CHAIN

    @property
    def audit_scope(self) -> str:
        return f"{self.kind}/{self.code}"

    @property
    def slug(self) -> str:
        return Kind(self.kind).slug

    def get_absolute_url(self) -> str:
        return reverse("metadata:item", args=[self.slug, self.code])


class VersionQuerySet(models.QuerySet["Version"]):
    def released(self) -> VersionQuerySet:
        return self.filter(state__in=RELEASED)

    def in_force(self) -> VersionQuerySet:
        """The endorsed versions that count today; a retired one does not any longer."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=clock.today())
        return self.filter(begun, is_current=True, state=State.ENDORSED)

    def visible_to(self, user: User | AnonymousUser) -> VersionQuerySet:
        """Anonymous: released and public ones. Signed in: every released one, and those on their way in the person's reach."""
        if not user.is_authenticated:
            return self.filter(state__in=RELEASED, public=True)
        if user.is_superuser:
            return self
        # A set in place of a join and a comparison for each row.
        within = Organisation.objects.under(user.reach()).order_by()
        shared = Q(item__organisation__isnull=True) if user.active_memberships else Q(pk__in=[])
        return self.filter(Q(state__in=RELEASED) | Q(item__organisation__in=within) | shared)

    def newest_first(self) -> VersionQuerySet:
        return self.order_by("-major", "-minor", "-patch")


class Version(models.Model):
    """One version of an item: content, registration status, validity.

    `is_current`: the version in force, or the one that was when the item was retired. `revision` counts edits, `round`
    decision rounds.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    major = models.PositiveSmallIntegerField(default=1)
    minor = models.PositiveSmallIntegerField(default=0)
    patch = models.PositiveSmallIntegerField(default=0)
    change = models.CharField(_("what it changes"), max_length=8, choices=Change, default=Change.FIRST)
    change_note = models.TextField(_("what was changed, and why"), max_length=4000, blank=True)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("status"), max_length=12, choices=State, default=State.DRAFT)
    is_current = models.BooleanField(default=False)

    name_id = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    definition_id = models.TextField(_("definition"), blank=True)
    definition_en = models.TextField(_("definition in English"), blank=True)
    theme = models.CharField(_("theme"), max_length=60, blank=True)
    public = models.BooleanField(_("open to the public"), default=True)
    content = models.JSONField(default=dict)
    words = models.TextField(blank=True, editable=False)
    """Stems of name, code, definition: what a search looks in (selectors/words.py)."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    endorsed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    authority = models.CharField(_("endorsed by"), max_length=200, blank=True)
    decree = models.CharField(_("number of the decree"), max_length=200, blank=True)
    issued_code = models.CharField(_("code of the standard"), max_length=60, blank=True)
    replaced_by = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="replaces")
    distinct_from = models.ManyToManyField(Item, blank=True, related_name="+")
    """Entries much like it, of which its producers said that they mean something else."""
    locked_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    round = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(default=clock.now)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a registry item")
        verbose_name_plural = _("versions of registry items")
        ordering = ["item", "-major", "-minor", "-patch"]
        constraints = [
            models.UniqueConstraint(fields=["item", "major", "minor", "patch"], name="version_number_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(is_current=True), name="version_current_once"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state__in=sorted(s.value for s in OPEN)), name="version_open_once"
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(state__in=sorted(s.value for s in RELEASED)),
                name="version_current_released",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="version_validity_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["name_id", "id"], name="version_by_name"),
            models.Index(fields=["state"], name="version_by_state"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the language being shown; the Indonesian one where there is no English one."""
        return (self.name_en or self.name_id) if get_language() == "en" else self.name_id

    @property
    def definition(self) -> str:
        return (self.definition_en or self.definition_id) if get_language() == "en" else self.definition_id

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def label(self) -> str:
        return f"{self.item.code}@{self.number}"

    @property
    def state_look(self) -> State:
        return State(self.state)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_in_force(self) -> bool:
        begun = self.valid_from is None or self.valid_from <= clock.today()
        return begun and self.is_current and self.state == State.ENDORSED

    @property
    def is_released(self) -> bool:
        return self.state in RELEASED

    @property
    def ends_on(self) -> date | None:
        """The last day on which it counted, where there is one."""
        over = self.state in (State.SUPERSEDED, State.RETIRED)
        return self.valid_until or (self.ended_on if over else None)

    @property
    def version_text(self) -> str:
        return f"{self.number} r{self.revision}"

    @property
    def audit_chain(self) -> str:
        return self.item.audit_chain

    @property
    def audit_scope(self) -> str:
        return self.item.audit_scope

    def get_absolute_url(self) -> str:
        return reverse("metadata:version", args=[self.item.slug, self.item.code, self.number])

    def address(self, view: str, **more: Any) -> str:
        """A page of this version: metadata:<view>."""
        return reverse(f"metadata:{view}", args=[self.item.slug, self.item.code, self.number, *more.values()])


class Reference(models.Model):
    """That a version names another one in one of its attributes; what is named cannot be deleted."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="references")
    attribute = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    target = models.ForeignKey(Version, models.PROTECT, related_name="used_in")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["version", "attribute", "position"]
        verbose_name = _("reference between entries")
        verbose_name_plural = _("references between entries")
        constraints = [
            models.UniqueConstraint(fields=["version", "attribute", "target"], name="reference_once"),
            models.CheckConstraint(condition=~Q(version=F("target")), name="reference_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}.{self.attribute} → {self.target_id}"
