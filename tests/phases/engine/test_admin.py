"""The workflow in the administration: everybody may look as far as they see, nobody may touch, superusers included."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils.functional import Promise

from gsbpm_portal.accounts.models import Membership, Notice, Organisation, User
from gsbpm_portal.core.admin import ReadOnlyAdmin
from gsbpm_portal.core.admin_site import TECHNICAL
from gsbpm_portal.core.models import OutboxMessage
from tests.factories import World

pytestmark = pytest.mark.django_db

MODELS = list(apps.get_app_config("phases").get_models())


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, "gsbpm_portal.accounts.backends.PersonBackend")
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_rows_are_shown_and_not_touched(world: World, model: type) -> None:
    world.bring("1.1", "disetujui")
    client, name = browser(world["super"]), f"admin:phases_{model._meta.model_name}"
    assert model in admin.site._registry
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_add")).status_code == 403
    row = model._default_manager.first()
    if row is not None:
        assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
        assert client.post(reverse(f"{name}_change", args=[row.pk]), {"state": "disetujui"}).status_code == 403
        assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_an_administrator_sees_the_runs_in_reach_alone(world: World) -> None:
    for name, seen in {"admin": True, "luar": False}.items():
        User.objects.filter(pk=world[name].pk).update(is_staff=True)
        rows = admin.site._registry[apps.get_model("phases", "SubProcessRun")]
        request = type("Request", (), {"user": world[name]})()
        assert rows.get_queryset(request).exists() is seen


# The role admin -------------------------------------------------------------------------------------------------------

TABLES = [
    model for model, own in admin.site._registry.items() if isinstance(own, ReadOnlyAdmin) and model is not Notice
]


def office_admin(world: World) -> Client:
    User.objects.filter(pk=world["admin"].pk).update(is_staff=True)
    return browser(world["admin"])


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_an_administrator_looks_at_every_table_and_changes_none(world: World, model: type) -> None:
    world.bring("1.1", "disetujui")
    client, name = office_admin(world), f"admin:{model._meta.app_label}_{model._meta.model_name}"
    if model is OutboxMessage:  # who was written what is nobody's business but the superuser's
        assert client.get(reverse(f"{name}_changelist")).status_code == 403
        return
    page = client.get(reverse(f"{name}_changelist"))
    assert page.status_code == 200
    assert client.post(reverse(f"{name}_add")).status_code == 403
    row = next(iter(page.context["cl"].result_list), None)
    if row is not None:
        assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
        assert client.post(reverse(f"{name}_change", args=[row.pk]), {"state": "disetujui"}).status_code == 403
        assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_decisions_and_trails_end_where_sight_ends(world: World) -> None:
    world.bring("1.1", "disetujui")
    User.objects.filter(username__in=["admin", "luar"]).update(is_staff=True)
    for label in ("core.Decision", "core.AuditEntry"):
        rows = admin.site._registry[apps.get_model(label)]
        seen = {}
        for name in ("admin", "luar"):
            request = type("Request", (), {"user": world[name]})()
            seen[name] = rows.get_queryset(request).filter(subject_kind="phases.iteration").exists()
        assert seen == {"admin": True, "luar": False}, label


def test_a_decision_names_its_subject(world: World) -> None:
    iteration = world.bring("1.1", "disetujui")
    assert f"Iterasi {iteration.pk}" in office_admin(world).get("/admin/core/decision/").text


def test_the_first_page_is_in_groups(world: World) -> None:
    page = office_admin(world).get("/admin/")
    groups = {
        group["app_label"]: [str(table["object_name"]) for table in group["models"]]
        for group in page.context["app_list"]
    }
    assert list(groups) == ["people", "settings", "catalogues", "workflow", "trail"]
    assert set(groups["catalogues"]) == {"Phase", "SubProcess", "Task", "WorkflowTemplate", "Sector"}
    assert set(groups["trail"]) == {"AuditEntry", "Job"}
    assert not [name for tables in groups.values() for name in tables if name.endswith("Section")]


def test_lists_take_few_queries_however_long_they_are(world: World, django_assert_max_num_queries: Any) -> None:
    for number in ("1.1", "1.2", "1.3", "2.1", "2.2"):
        world.bring(number, "disetujui")
    client = office_admin(world)
    for model in (*TABLES, User, Membership, Organisation):
        if model is not OutboxMessage:
            with django_assert_max_num_queries(14):
                client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_every_field_shown_has_a_name_in_both_languages(model: type) -> None:
    shown = [field for field in model._meta.fields if field.name not in TECHNICAL and field.name != "id"]
    assert [field.name for field in shown if not isinstance(field.verbose_name, Promise)] == []


def test_every_table_has_a_name_in_both_languages() -> None:
    """The first page and the headings say it."""
    named = {
        model._meta.label: (model._meta.verbose_name, model._meta.verbose_name_plural) for model in admin.site._registry
    }
    assert [label for label, names in named.items() if not all(isinstance(name, Promise) for name in names)] == []
