"""Choices that carry label, colour and icon."""

import pytest
from django.db import models
from django.db.migrations.writer import MigrationWriter
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from gsbpm_portal.core.choices import StateChoices


class Light(StateChoices):
    DRAFT = "draft", _("Draft"), "todo", "todo"
    GIVEN_BACK = "given_back", "Given back", "back", "back"
    PLAIN = "plain", "Plain"


def test_member_carries_value_label_colour_icon():
    assert (Light.GIVEN_BACK.value, Light.GIVEN_BACK.label) == ("given_back", "Given back")
    assert (Light.GIVEN_BACK.colour, Light.GIVEN_BACK.icon) == ("back", "back")
    assert Light("given_back") is Light.GIVEN_BACK
    assert (Light.PLAIN.colour, Light.PLAIN.icon) == ("todo", "todo")


def test_member_is_a_plain_string():
    assert Light.DRAFT == "draft" and str(Light.DRAFT) == "draft" and isinstance(Light.DRAFT, str)
    assert Light.values == ["draft", "given_back", "plain"]
    assert "draft" in Light and "nothing" not in Light


def test_choices_work_in_a_field_and_in_migrations():
    field = models.CharField(max_length=20, choices=Light.choices, default=Light.DRAFT)
    assert field.choices[1] == ("given_back", "Given back")
    written, _imports = MigrationWriter.serialize(field)
    assert "'draft'" in written and "Light" not in written


def test_label_stays_lazy():
    with override("en"):
        assert str(Light.DRAFT.label) == "Draft"
    assert dict(Light.choices)["draft"] == Light.DRAFT.label


def test_unknown_colour_is_refused():
    with pytest.raises(ValueError, match="none of"):
        StateChoices("Bad", {"A": ("a", "A", "pink", "x")})
    with pytest.raises(TypeError):
        type("Bad", (), {}) and StateChoices("Bad", {"A": ("a", "A", "todo")})
