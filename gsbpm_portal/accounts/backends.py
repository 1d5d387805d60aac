"""Who may sign in, and what the administration's role opens there."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from gsbpm_portal.accounts import notices, rules
from gsbpm_portal.accounts.enums import Role
from gsbpm_portal.accounts.models import User

_ADMIN = {
    "accounts.view_organisation",
    "accounts.add_organisation",
    "accounts.change_organisation",
    "accounts.view_user",
    "accounts.add_user",
    "accounts.change_user",
    "accounts.view_membership",
    "accounts.add_membership",
    "accounts.change_membership",
}
_OFFICE = {
    "core.view_*",
    "core.change_officesetting",
    "core.add_holiday",
    "core.change_holiday",
    "core.delete_holiday",
}


def grant_to_office(*permissions: str) -> None:
    """Let administrators of a government have these permissions in the administration ("metadata.change_*"); from ready().

    For catalogues and settings. Workflow tables get "view_" only: nobody steps round a decision by way of the administration.
    """
    _OFFICE.update(permissions)


class PersonBackend(ModelBackend):
    """Sign-in by user name in any case and password; permissions of the administration by role, not by row.

    Closed accounts are refused, and demo accounts wherever settings.DEMO_ACCOUNTS is off; sessions that they still have end.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMO_ACCOUNTS or not user.is_demo)

    def get_user(self, user_id: Any) -> Any:
        """The person of a session, in one query with the number of their unread notices."""
        user = notices.with_unread_count(User.objects.filter(pk=user_id)).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not self._administers(user_obj):
            return False
        if perm in _ADMIN:
            return True
        return rules.manages_office(user_obj) and any(fnmatchcase(perm, pattern) for pattern in _OFFICE)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        if not self._administers(user_obj):
            return False
        office = any(fnmatchcase(f"{app_label}.", pattern.split(".", 1)[0] + ".") for pattern in _OFFICE)
        return app_label == "accounts" or (office and rules.manages_office(user_obj))

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The permissions that have one name; patterns are asked by has_perm."""
        return set(_ADMIN) if self._administers(user_obj) else set()

    @staticmethod
    def _administers(user: Any) -> bool:
        return isinstance(user, User) and user.is_active and user.is_staff and user.has_role(Role.ADMIN)
