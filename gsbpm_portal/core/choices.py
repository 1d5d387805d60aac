"""Choices that carry their look: value, label, colour and icon of a state stand together, in one place.

    class IterationState(StateChoices):
        DRAFT = "draft", _("Draft"), "todo", "todo"
        APPROVED = "approved", _("Approved"), "done", "done"

Members behave as members of ``models.TextChoices`` (``.value``, ``.label``, ``.choices``, plain strings in the database
and in migrations) and have ``.colour`` and ``.icon`` besides. Plain ``(value, label)`` members get the quiet default.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.enums import ChoicesType

COLOURS = ("todo", "work", "wait", "back", "done", "skip", "late")
"""The colour words of the design tokens: --todo, --work … each with its own background."""

DEFAULT_COLOUR = "todo"
DEFAULT_ICON = "todo"


class StateType(ChoicesType):
    """Takes colour and icon off the member before Django reads ``(value, label)``."""

    def __new__(metacls, classname, bases, classdict, **kwds):
        looks: dict[str, tuple[str, str]] = {}
        for name in classdict._member_names:
            definition: Any = classdict[name]
            if not isinstance(definition, tuple) or len(definition) not in (2, 4):
                raise TypeError(f"{classname}.{name}: give (value, label) or (value, label, colour, icon)")
            if len(definition) == 4:
                value, label, colour, icon = definition
                if colour not in COLOURS:
                    raise ValueError(f"{classname}.{name}: colour {colour!r} is none of {', '.join(COLOURS)}")
                looks[name] = (colour, icon)
                dict.__setitem__(classdict, name, (value, label))
        cls = super().__new__(metacls, classname, bases, classdict, **kwds)
        members: dict[str, Any] = dict(cls.__members__)
        for name, look in looks.items():
            members[name]._look_ = look
        return cls


if TYPE_CHECKING:  # mypy takes a class with a metaclass of ours for no enumeration at all
    _Base = models.TextChoices
else:

    class _Base(models.TextChoices, metaclass=StateType):
        pass


class StateChoices(_Base):
    """Base of every enumeration of states: ``NAME = value, label, colour, icon``."""

    @property
    def colour(self) -> str:
        """One of ``COLOURS``."""
        return getattr(self, "_look_", (DEFAULT_COLOUR, DEFAULT_ICON))[0]

    @property
    def icon(self) -> str:
        """Name of a symbol in static/icons.svg."""
        return getattr(self, "_look_", (DEFAULT_COLOUR, DEFAULT_ICON))[1]
