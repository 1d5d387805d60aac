"""The workflow in the administration: everybody may look as far as they see, nobody may touch, superusers included."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from gsbpm_portal.accounts.models import User
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
