"""People, the one tree of organisations, and memberships: a role at a node that reaches everything below it."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gsbpm_portal.accounts.enums import MailChoice, OrganisationKind, Role, SessionEnd
from gsbpm_portal.core import clock

CONTACT = ("address", "regency", "province", "phone", "fax", "email")
"""How an office is reached: what forms and documents say of it."""
PHONE = RegexValidator(r"^[0-9+()/.,; -]{5,}$", _("Write the number with figures, for example (021) 555 0100."))
EMAIL_TAKEN = _("Another account already uses this e-mail address.")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def under(self, paths: list[str]) -> OrganisationQuerySet:
        """The nodes at or below any of the given paths; none for an empty list."""
        return self.filter(paths_under("path", paths))

    def visible_to(self, user: User) -> OrganisationQuerySet:
        """Every node in the person's reach, whatever the role; all for a superuser."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_superuser else self.under(user.reach())


def paths_under(field: str, paths: list[str]) -> Q:
    """A condition that the path in `field` lies at or below one of `paths`; matches nothing when there are none."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


class Organisation(models.Model):
    """A node of the one tree: a government, an office in it, a section of an office.

    `path` holds the codes from the root down to the node, each closed by a slash ("kota-contoh/perikanan/"), so that reach is
    one prefix comparison. It is written by services.place_organisation alone.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind, default=OrganisationKind.OFFICE)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    path = models.CharField(max_length=400, unique=True, editable=False)
    address = models.TextField(_("address"), blank=True)
    regency = models.CharField(_("regency or city"), max_length=100, blank=True)
    province = models.CharField(_("province"), max_length=100, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True, validators=[PHONE])
    fax = models.CharField(_("fax"), max_length=40, blank=True, validators=[PHONE])
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            # SQLite compares prefixes of paths without regard to case, so codes have one case only.
            models.CheckConstraint(condition=Q(code=Lower("code")), name="organisation_code_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def depth(self) -> int:
        return self.path.count("/") - 1

    @property
    def government_path(self) -> str:
        """The path of the root of this node's tree."""
        return self.path.split("/", 1)[0] + "/"


class UserManager(DjangoUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        """Sign-in names are not case-sensitive; one that is too long is nobody's."""
        if username and len(username) > 150:
            raise self.model.DoesNotExist
        return self.get(username__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Where the person is employed (home unit) is a separate fact from what they may do (memberships)."""

    username = models.CharField(
        _("user name"),
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("A person with this user name already exists.")},
    )
    full_name = models.CharField(_("full name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    nip = models.CharField(_("NIP"), max_length=18, blank=True)
    position = models.CharField(_("position"), max_length=200, blank=True)
    home_unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("home unit")
    )
    language = models.CharField(
        _("language"), max_length=2, choices=[("id", _("Indonesian")), ("en", _("English"))], default="id"
    )
    mail_choice = models.CharField(_("mail"), max_length=10, choices=MailChoice, default=MailChoice.AT_ONCE)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(default=clock.now, editable=False)
    digest_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name", "email"]

    class Meta:
        ordering = ["full_name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_once",
                violation_error_message=_("A person with this user name already exists."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                condition=~Q(email=""),
                violation_error_message=EMAIL_TAKEN,
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def clean(self) -> None:
        """An address that another account has is told at its field; links and notices reach one person."""
        super().clean()
        if self.email and User.objects.filter(email__iexact=self.email).exclude(pk=self.pk).exists():
            raise ValidationError({"email": EMAIL_TAKEN})

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.full_name.split(" ", 1)[0] if self.full_name else self.username

    @property
    def initials(self) -> str:
        words = (self.full_name or self.username).split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    @cached_property
    def active_memberships(self) -> list[Membership]:
        """Today's memberships with their organisations, read once per instance."""
        return list(self.memberships.active().select_related("organisation"))

    def reach(self, *roles: str) -> list[str]:
        """The organisation paths at which the person holds one of `roles` today (any role when none is named)."""
        return sorted({m.organisation.path for m in self.active_memberships if not roles or m.role in roles})

    def reaches(self, path: str, *roles: str) -> bool:
        """Whether one of `roles` is held at or above the organisation with this path."""
        return any(path.startswith(node) for node in self.reach(*roles))

    def has_role(self, *roles: str) -> bool:
        return any(m.role in roles for m in self.active_memberships)

    def standing_paths(self) -> list[str]:
        """The paths of the home unit and of every membership that is not over, those that begin later included."""
        paths = set(self.memberships.standing().values_list("organisation__path", flat=True))
        if self.home_unit is not None:
            paths.add(self.home_unit.path)
        return sorted(paths)

    def forget_memberships(self) -> None:
        """Have this instance read its memberships anew after one was changed."""
        self.__dict__.pop("active_memberships", None)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, on: date | None = None) -> MembershipQuerySet:
        day = on or clock.today()
        return self.filter(Q(starts__isnull=True) | Q(starts__lte=day), Q(ends__isnull=True) | Q(ends__gte=day))

    def standing(self) -> MembershipQuerySet:
        """Those that are not over, the ones that begin later included."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=clock.today()))


class Membership(models.Model):
    """A role held at a node of the tree, and so at everything below it, between two dates."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    starts = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__path", "role"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=models.F("starts")),
                name="membership_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"


class UserSessionQuerySet(models.QuerySet["UserSession"]):
    def running(self) -> UserSessionQuerySet:
        return self.filter(ended_at__isnull=True)


class UserSession(models.Model):
    """One signed-in browser, so that the number of sessions a person may hold is limited and can be shown and ended.

    An ended row is kept for a while, so that the browser it belonged to can be told why.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="portal_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=SessionEnd, blank=True)

    objects = UserSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at"]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> NoticeQuerySet:
        """A person's own notices, nobody else's."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """A message to one person in the portal; written in the business transaction of what it tells."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    text_id = models.TextField()
    text_en = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now, db_index=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["user", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The message in the language being shown."""
        return self.text_en if get_language() == "en" else self.text_id
