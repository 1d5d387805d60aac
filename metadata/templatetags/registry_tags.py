"""Words of the registry in templates."""

from __future__ import annotations

from typing import Any

from django import template

from metadata.attributes import KindSpec
from metadata.enums import State

register = template.Library()


@register.filter
def registration_state(value: str) -> Any:
    """What a status is called."""
    return State(value).label if value in State.values else value


@register.filter
def attribute_label(name: str, spec: KindSpec) -> Any:
    """What an attribute of the kind is called."""
    return next((a.label for a in spec.attributes if a.name == name), name)
