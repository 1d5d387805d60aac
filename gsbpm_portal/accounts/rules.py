"""Who may: predicates that combine with & | ~, closed by default.

    may_edit = reaches(Role.ADMIN) & ~is_self
    may_edit(user, organisation) → bool

A predicate answers False to anonymous and inactive people, whatever stands inside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gsbpm_portal.accounts.enums import Role

Test = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Rule:
    """A named question on a person and a subject."""

    name: str
    test: Test

    def __call__(self, user: Any, subject: Any = None) -> bool:
        return bool(user is not None and user.is_authenticated and user.is_active and self.test(user, subject))

    def __and__(self, other: Rule) -> Rule:
        return Rule(
            f"({self.name} and {other.name})", lambda user, subject: self(user, subject) and other(user, subject)
        )

    def __or__(self, other: Rule) -> Rule:
        return Rule(f"({self.name} or {other.name})", lambda user, subject: self(user, subject) or other(user, subject))

    def __invert__(self) -> Rule:
        return Rule(f"not {self.name}", lambda user, subject: not self.test(user, subject))

    def __repr__(self) -> str:
        return f"<Rule {self.name}>"


def rule(test: Test) -> Rule:
    """Make a predicate of a function (user, subject) → bool."""
    return Rule(test.__name__, test)


def path_of(subject: Any) -> str:
    """The organisation path of a subject: a path itself, an organisation, or anything with an `organisation`."""
    if isinstance(subject, str):
        return subject
    if subject is None:
        return ""
    return getattr(subject, "path", None) or path_of(getattr(subject, "organisation", None))


def has_role(*roles: str) -> Rule:
    """Holds one of the roles anywhere."""
    return Rule(f"has_role({', '.join(roles)})", lambda user, subject: user.has_role(*roles))


def reaches(*roles: str) -> Rule:
    """Holds one of the roles (any when none is named) at or above the organisation of the subject."""

    def test(user: Any, subject: Any) -> bool:
        path = path_of(subject)
        return bool(path) and user.reaches(path, *roles)

    return Rule(f"reaches({', '.join(roles)})", test)


@rule
def never(user: Any, subject: Any) -> bool:
    return False


@rule
def is_signed_in(user: Any, subject: Any) -> bool:
    return True


@rule
def is_superuser(user: Any, subject: Any) -> bool:
    return bool(user.is_superuser)


@rule
def is_self(user: Any, subject: Any) -> bool:
    """The subject is the person."""
    return subject is not None and user == subject


@rule
def covers_person(user: Any, subject: Any) -> bool:
    """The person administers everything that another one belongs to: the home unit and every standing membership.

    So nobody gets at an account that reaches further than their own by way of its password.
    """
    if subject is None or subject.is_superuser:
        return False
    paths = subject.standing_paths()
    return bool(paths) and all(user.reaches(path, Role.ADMIN) for path in paths)


@rule
def administers_a_government(user: Any, subject: Any) -> bool:
    """Administrator at the root of a tree: the settings and catalogues of the whole portal are theirs."""
    return any(path.count("/") == 1 for path in user.reach(Role.ADMIN))


manages_organisation = is_superuser | reaches(Role.ADMIN)
manages_person = is_superuser | covers_person
manages_office = is_superuser | administers_a_government
