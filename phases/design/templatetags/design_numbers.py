"""Numbers of calculations, with as many decimals as they need."""

from __future__ import annotations

from typing import Any

from django import template

from phases.design.calculator.messages import figure
from phases.design.calculator.parameters import Asked
from phases.design.calculator.steps import in_unit

register = template.Library()


@register.filter
def digits(value: Any) -> str:
    """12.345 · 0,0417: four significant digits below a thousand. Nothing stays nothing."""
    return "" if value in (None, "") else figure(float(value))


@register.filter
def error_of(value: Any, asked: Asked) -> str:
    """A standard error or a margin, in the unit in which it was asked for."""
    return in_unit(value, asked)
