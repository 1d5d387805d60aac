"""Codes of forms that this office set in place of unconfirmed ones: an office setting, read when a form is filled."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gsbpm_portal.core import office
from phases.design.forms_catalogue import CatalogueError, Form, form, read_codes

SETTING = "form_codes"


def register() -> None:
    office.register_setting(
        SETTING,
        "",
        "text",
        _("Codes of forms that differ from the catalogue"),
        help=_(
            "Form, line and code = the code that your BPS office uses, parted by semicolons: fs3 5.1 2 = 3; fs3 5.4 4 = 8"
        ),
    )


def office_form(code: str) -> Form:
    """The form with the office's codes; as it is shipped while the setting has mistakes (`problem` tells them)."""
    try:
        return form(code, read_codes(office.get(SETTING)))
    except CatalogueError:
        return form(code)


def problem() -> str:
    """What is wrong with the setting; "" when nothing is."""
    try:
        read_codes(office.get(SETTING))
    except CatalogueError as error:
        return str(error)
    return ""
