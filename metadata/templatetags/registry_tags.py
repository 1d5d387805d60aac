"""Words of the registry in templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from metadata.attributes import KindSpec
from metadata.enums import State
from metadata.exchange.artefacts import Text

register = template.Library()


@register.filter
def registration_state(value: str) -> Any:
    """What a status is called."""
    return State(value).label if value in State.values else value


@register.filter
def attribute_label(name: str, spec: KindSpec) -> Any:
    """What an attribute of the kind is called."""
    return next((a.label for a in spec.attributes if a.name == name), name)


@register.filter
def spoken(text: Text) -> str:
    """A text in the language being shown, else in the other one."""
    return text.best(get_language() or "id")
