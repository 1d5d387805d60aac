"""Office settings: values with a registered meaning that an administrator may change while the portal runs.

office.register_setting("reminder_days", 3, "number", _("Days before the due date when a reminder is sent"), minimum=1)
office.get("reminder_days")
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asgiref.local import Local
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.signals import request_finished, request_started
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gsbpm_portal.core import audit
from gsbpm_portal.core.models.audit import AuditKind
from gsbpm_portal.core.models.settings import OfficeSetting

AUDIT_CHAIN = "office"
KINDS: dict[str, type] = {"number": int, "flag": bool, "text": str}


def kind_of(value: Any) -> str:
    """The kind of setting that a value belongs to; nothing for all else. True is a flag, no number."""
    return next((kind for kind, own in KINDS.items() if type(value) is own), "")


@dataclass(frozen=True)
class Setting:
    """What a setting means. `default` may be a function, for values that come from the environment."""

    key: str
    default: Any
    kind: str
    label: str | Promise
    help: str | Promise = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[tuple[str, str | Promise], ...] = ()

    def default_value(self) -> Any:
        return self.default() if callable(self.default) else self.default

    def check(self, value: Any) -> None:
        """Refuses a value of another type, outside of the limits, or none of the choices."""
        if self.kind != kind_of(value):
            raise ValidationError(_("This is not a value of the right type."))
        if self.choices and value not in dict(self.choices):
            raise ValidationError(_("Choose from the list."))
        if self.minimum is not None and value < self.minimum:
            raise ValidationError(_("At least %(limit)s.") % {"limit": self.minimum})
        if self.maximum is not None and value > self.maximum:
            raise ValidationError(_("At most %(limit)s.") % {"limit": self.maximum})


_registry: dict[str, Setting] = {}
_cache = Local()


def register_setting(
    key: str,
    default: Any,
    kind: str,
    label: str | Promise,
    *,
    help: str | Promise = "",
    minimum: int | None = None,
    maximum: int | None = None,
    choices: Sequence[tuple[str, str | Promise]] = (),
) -> None:
    """Make a setting known, from AppConfig.ready().

    `kind`: number, flag or text; the limits are for numbers, `choices` (value, label) for texts that are one of a few.
    """
    if kind not in KINDS:
        raise ValueError(f"{key}: kind {kind!r} is none of {', '.join(KINDS)}")
    if choices and kind != "text":
        raise ValueError(f"{key}: only a text has choices")
    _registry[key] = Setting(key, default, kind, label, help, minimum, maximum, tuple(choices))


def setting(key: str) -> Setting:
    return _registry[key]


def registered() -> list[Setting]:
    return [_registry[key] for key in sorted(_registry)]


def get(key: str) -> Any:
    """The value of a registered setting: the changed one, else its default. One query a request for all of them."""
    spec = _registry[key]
    value = _stored().get(key)
    return spec.default_value() if value is None else value


def changed(key: str) -> Any:
    """The value that an administrator gave the setting, or None while its default holds."""
    return _stored().get(_registry[key].key)


@transaction.atomic
def change(key: str, value: Any, *, by: AbstractBaseUser | None) -> OfficeSetting:
    """Give a setting a value, or with None its default again; audited. Refuses unknown keys and unlawful values."""
    spec = _registry[key]
    if value is not None:
        spec.check(value)
    row, _created = OfficeSetting.objects.get_or_create(key=key)
    row = OfficeSetting.objects.select_for_update().get(pk=row.pk)
    before, row.value = row.value, value
    if before != value:
        row.save()
        audit.append(
            AUDIT_CHAIN,
            action="setting.changed",
            by=by,
            subject=row,
            changes={"value": (before, value)},
            kind=AuditKind.SECURITY,
        )
    _forget()
    return row


def ensure_rows() -> None:
    """One row for each registered setting, so that the administration can list them."""
    missing = set(_registry) - set(OfficeSetting.objects.values_list("key", flat=True))
    OfficeSetting.objects.bulk_create([OfficeSetting(key=key) for key in sorted(missing)], ignore_conflicts=True)


def _stored() -> dict[str, Any]:
    values = getattr(_cache, "values", None)
    if values is None:
        values = dict(OfficeSetting.objects.values_list("key", "value"))
        if getattr(_cache, "in_request", False):
            _cache.values = values
    return values


def _forget(**kwargs: Any) -> None:
    _cache.values = None


def _begin(**kwargs: Any) -> None:
    _cache.values, _cache.in_request = None, True


def _finish(**kwargs: Any) -> None:
    _cache.values, _cache.in_request = None, False


request_started.connect(_begin, dispatch_uid="office.begin")
request_finished.connect(_finish, dispatch_uid="office.finish")
