"""What may be done to organisations, people and memberships. Every change is checked, atomic and audited.

`by` is the person who asks; None stands for the system itself (commands that load or reset data). Refusals: PermissionDenied for
who may not, ValidationError for what cannot be. Values of personal fields never reach the audit trail.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gsbpm_portal.accounts import notices, rules, sessions
from gsbpm_portal.accounts.enums import MailChoice, Role, SessionEnd
from gsbpm_portal.accounts.models import CONTACT, Membership, Organisation, User
from gsbpm_portal.core import audit, clock, outbox
from gsbpm_portal.core.models.audit import AuditKind

PERSONAL_FIELDS = ("nip", "email")
PREFERENCES = ("language", "mail_choice")
"""A person's own choices; they are not worth an audit entry."""
PROFILE_FIELDS = ("username", "full_name", "email", "nip", "position", "home_unit", "is_staff", *PREFERENCES)
ORGANISATION_FIELDS = ("code", "name", "short_name", "kind", "parent", *CONTACT, "is_active")
PASSWORD_LINK_SECONDS = 300
PEOPLE_CHAIN = "people"
"""The audit chain of people who belong to no organisation yet."""


def organisation_chain(path: str) -> str:
    """The audit chain of the government that the path lies in."""
    return f"organisation:{path.split('/', 1)[0]}"


def person_chain(person: User) -> str:
    return organisation_chain(person.home_unit.path) if person.home_unit is not None else PEOPLE_CHAIN


def _require(rule: rules.Rule, by: User | None, subject: Any) -> None:
    if by is not None and not rule(by, subject):
        raise PermissionDenied(_("This is outside of what you administer."))


def _values(row: models.Model, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _log(
    chain: str, action: str, by: User | None, subject: models.Model, changes: Mapping[str, Any], reason: str = ""
) -> None:
    audit.append(chain, action=action, by=by, subject=subject, changes=changes, reason=reason, kind=AuditKind.SECURITY)


# Organisations --------------------------------------------------------------------------------------------------------


@transaction.atomic
def place_organisation(organisation: Organisation, *, parent: Organisation | None, by: User | None) -> Organisation:
    """Create the organisation below `parent` (None: as the root of a government), or save its changes and move it there.

    The paths of the whole subtree follow. Refuses a place inside its own subtree, a code that is not lower case or taken, a
    path that would be too long, and whoever does not administer both the old and the new place.
    """
    before: dict[str, Any] = {}
    old_path = ""
    if organisation.pk is not None:
        stored = Organisation.objects.select_for_update().get(pk=organisation.pk)
        before, old_path = _values(stored, ORGANISATION_FIELDS), stored.path
        _require(rules.manages_organisation, by, old_path)
    if parent is not None:
        parent = Organisation.objects.select_for_update().get(pk=parent.pk)
    if organisation.pk is None or before["parent"] != parent:
        rule = rules.is_superuser if parent is None else rules.manages_organisation
        _require(rule, by, parent.path if parent else None)
    organisation.path = check_place(organisation, parent=parent)
    organisation.parent = parent
    organisation.full_clean(exclude=["path"])
    organisation.save()
    if old_path and old_path != organisation.path:
        below = Organisation.objects.filter(path__startswith=old_path).exclude(pk=organisation.pk)
        below.update(path=Concat(Value(organisation.path), Substr("path", len(old_path) + 1)))
    changes = audit.differences(before, _values(organisation, ORGANISATION_FIELDS))
    if changes:
        action = "organisation.changed" if before else "organisation.created"
        for chain in dict.fromkeys(
            [organisation_chain(old_path or organisation.path), organisation_chain(organisation.path)]
        ):
            _log(chain, action, by, organisation, changes)
    return organisation


def check_place(organisation: Organisation, *, parent: Organisation | None) -> str:
    """The path that the organisation would have below `parent`; a ValidationError for a place that cannot be."""
    old_path = ""
    if organisation.pk is not None:
        old_path = Organisation.objects.values_list("path", flat=True).get(pk=organisation.pk)
    if old_path and parent is not None and parent.path.startswith(old_path):
        raise ValidationError({"parent": _("An organisation cannot be placed inside itself.")})
    if organisation.code != organisation.code.lower():
        raise ValidationError({"code": _("Write the code in lower case.")})
    path = f"{parent.path if parent else ''}{organisation.code}/"
    below = Organisation.objects.filter(path__startswith=old_path) if old_path else Organisation.objects.none()
    deepest = max((len(found) for found in below.values_list("path", flat=True)), default=len(old_path))
    if len(path) + deepest - len(old_path) > (Organisation._meta.get_field("path").max_length or 0):
        raise ValidationError({"parent": _("The tree would become too deep here.")})
    return path


# People ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_user(
    username: str,
    *,
    full_name: str,
    by: User | None,
    password: str | None = None,
    email: str = "",
    nip: str = "",
    position: str = "",
    home_unit: Organisation | None = None,
    language: str = "id",
    mail_choice: str = MailChoice.AT_ONCE,
    is_staff: bool = False,
    is_superuser: bool = False,
    is_demo: bool = False,
) -> User:
    """A new person. Without a password nobody can sign in as them until they reset it by mail.

    Refuses a user name that is taken in any case, a home unit that `by` does not administer, and a superuser made by anyone but
    a superuser or the system.
    """
    if home_unit is None or is_superuser:
        _require(rules.is_superuser, by, None)
    else:
        _require(rules.manages_organisation, by, home_unit.path)
    person = User(
        username=User.normalize_username(username),
        full_name=full_name,
        email=User.objects.normalize_email(email),
        nip=nip,
        position=position,
        home_unit=home_unit,
        language=language,
        mail_choice=mail_choice,
        is_staff=is_staff,
        is_superuser=is_superuser,
        is_demo=is_demo,
    )
    person.set_password(password)
    person.full_clean()
    person.save()
    changes = audit.differences({}, _values(person, PROFILE_FIELDS), personal=PERSONAL_FIELDS)
    _log(
        person_chain(person), "person.created", by, person, {n: c for n, c in changes.items() if c[1] not in ("", None)}
    )
    return person


@transaction.atomic
def change_profile(person: User, *, by: User | None, **values: Any) -> User:
    """Change fields of PROFILE_FIELDS. The person alone may change their own preferences; an administrator of everything the
    person belongs to may change the rest, but not take them out of their own reach.

    Refuses other fields, other people, and a superuser changed by anyone but a superuser.
    """
    unknown = set(values) - set(PROFILE_FIELDS)
    if unknown:
        raise ValueError(f"not part of a profile: {', '.join(sorted(unknown))}")
    stored = User.objects.select_for_update(of=("self",)).select_related("home_unit").get(pk=person.pk)
    if by != person or set(values) - set(PREFERENCES):
        _require(rules.manages_person, by, stored)
        if "home_unit" in values and values["home_unit"] != stored.home_unit:
            unit = values["home_unit"]
            _require(rules.manages_organisation if unit else rules.is_superuser, by, unit.path if unit else None)
    before, old_chain = _values(stored, PROFILE_FIELDS), person_chain(stored)
    if "email" in values:
        values["email"] = User.objects.normalize_email(values["email"])
    for name, value in values.items():
        setattr(person, name, value)
        setattr(stored, name, value)
    stored.full_clean()
    stored.save(update_fields=list(values))
    changes = audit.differences(before, _values(stored, PROFILE_FIELDS), personal=PERSONAL_FIELDS)
    changes = {name: change for name, change in changes.items() if name not in PREFERENCES}
    if changes:
        for chain in dict.fromkeys([old_chain, person_chain(stored)]):
            _log(chain, "person.changed", by, stored, changes)
    return person


@transaction.atomic
def set_active(person: User, *, active: bool, by: User | None, reason: str = "") -> User:
    """Open or close an account; closing ends all its sessions. Refuses one's own account and people outside of reach."""
    if by == person:
        raise PermissionDenied(_("You cannot close your own account."))
    _require(rules.manages_person, by, person)
    stored = User.objects.select_for_update().get(pk=person.pk)
    person.is_active = active
    if stored.is_active == active:
        return person
    User.objects.filter(pk=person.pk).update(is_active=active)
    if not active:
        sessions.end_all(person, reason=SessionEnd.CLOSED)
    action = "person.opened" if active else "person.closed"
    _log(person_chain(person), action, by, person, {"is_active": (not active, active)}, reason)
    return person


@transaction.atomic
def set_password(person: User, *, password: str, by: User | None, keep_session: str = "") -> User:
    """Give the person a new password, end their other sessions and tell them. `keep_session` is the session that goes on.

    Refuses people whom `by` does not cover. The strength of the password is for the form to check.
    """
    if by != person:
        _require(rules.manages_person, by, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    sessions.end_all(person, reason=SessionEnd.PASSWORD, but=keep_session)
    _log(person_chain(person), "person.password", by, person, {"password": (audit.CHANGED, audit.CHANGED)})
    notices.notify([person], kind="account.password", message=gettext_noop("Your password was changed."), params={})
    return person


def send_password_link(person: User) -> None:
    """Have the worker mail the person a link to set a password; one in PASSWORD_LINK_SECONDS, however often it is asked for."""
    slot = int(time.time()) // PASSWORD_LINK_SECONDS
    outbox.write("mail.password", {"user": person.pk}, key=f"{person.pk}:{slot}")


# Memberships ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def grant_membership(
    person: User,
    *,
    organisation: Organisation,
    role: str,
    by: User | None,
    starts: date | None = None,
    ends: date | None = None,
) -> Membership:
    """Give the person a role at the organisation, or change the dates of the one they have. The person is told.

    Refuses a role given to oneself, superusers included, and an organisation that `by` does not administer.
    """
    _require_not_own(person, by)
    _require(rules.manages_organisation, by, organisation.path)
    membership = Membership.objects.select_for_update().filter(
        user=person, organisation=organisation, role=role
    ).first() or Membership(user=person, organisation=organisation, role=role)
    is_new = membership.pk is None
    before: dict[str, Any] = {} if is_new else {"starts": membership.starts, "ends": membership.ends}
    membership.starts, membership.ends = starts, ends
    membership.full_clean()
    membership.save()
    person.forget_memberships()
    after: dict[str, Any] = {"starts": starts, "ends": ends}
    if is_new:
        after |= {"person": str(person), "role": role, "organisation": organisation.code}
    changes = audit.differences(before, after)
    if changes:
        action = "membership.granted" if is_new else "membership.changed"
        _log(organisation_chain(organisation.path), action, by, membership, changes)
    if is_new:
        notices.notify(
            [person],
            kind="account.membership",
            message=gettext_noop("You now have the role %(role)s at %(organisation)s."),
            params={"role": Role(role).label, "organisation": organisation.name},
            url=reverse("accounts:profile"),
            by=by,
        )
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: User | None, on: date | None = None) -> Membership:
    """Let the role end after the day `on`, or at once when no day is named: the last day is then yesterday.

    One that began today or later is removed. Refuses one's own role, and an organisation that `by` does not administer.
    """
    membership = Membership.objects.select_related("user", "organisation").get(pk=membership.pk)
    _require_not_own(membership.user, by)
    _require(rules.manages_organisation, by, membership.organisation.path)
    last_day = on or clock.today() - timedelta(days=1)
    changes = {
        "ends": (membership.ends, last_day),
        "person": (str(membership.user),) * 2,
        "role": (membership.role,) * 2,
    }
    _log(organisation_chain(membership.organisation.path), "membership.ended", by, membership, changes)
    if membership.starts is not None and membership.starts > last_day:
        membership.delete()
    else:
        membership.ends = last_day
        membership.save(update_fields=["ends"])
    membership.user.forget_memberships()
    return membership


def _require_not_own(person: User, by: User | None) -> None:
    if by is not None and by == person:
        raise PermissionDenied(_("Your own roles are for another administrator to change."))
