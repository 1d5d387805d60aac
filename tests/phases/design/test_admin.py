"""The notifications in the administration: everybody may look as far as they see, nobody may touch, superusers included."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from activities.design.services import save_fields
from gsbpm_portal.accounts.models import User
from gsbpm_portal.core.admin import ReadOnlyAdmin
from gsbpm_portal.core.models import Decision
from phases.design.enums import Submission
from phases.design.models import ReviewRule
from phases.design.services import exemptions
from tests import factories
from tests.phases.design import filing_world as made

pytestmark = pytest.mark.django_db
MODELS = [model for model in apps.get_app_config("design").get_models() if model is not ReviewRule]
SEARCHED = {"Filing": "9971", "FilingLetter": "800/12", "FilingNote": "fraksi", "RecommendationItem": "cakupan"}


@pytest.fixture
def world() -> factories.World:
    """A notification with versions, letters, a note and recommendations, and a wish to be spared one."""
    world = made.make_world()
    save_fields(world.cycle, "notification", by=world["staf2"], values={"exempt_reason": "Internal"})
    exemptions.ask_exemption(world.cycle, by=world["staf"])
    row = made.bring(world, Submission.MENDING)
    row = made.filing_bps.resubmit(row, by=world["staf"], paper=made.paper())
    made.filing_bps.recommend(
        row, by=world["staf"], paper=made.paper(), identity=made.IDENTITY, items=["Perluas cakupan"]
    )
    return world


def browser(world: factories.World, name: str) -> Client:
    User.objects.filter(pk=world[name].pk).update(is_staff=True)
    client = Client()
    client.force_login(world[name], "gsbpm_portal.accounts.backends.PersonBackend")
    return client


def test_every_table_is_there_to_look_at_and_none_to_touch(world: factories.World) -> None:
    for model in MODELS:
        own, name = admin.site.get_model_admin(model), f"admin:design_{model._meta.model_name}"
        assert isinstance(own, ReadOnlyAdmin) and own.search_fields and own.list_filter, model
        row = model._default_manager.first()
        for who in ("super", "admin"):
            client = browser(world, who)
            page = client.get(reverse(f"{name}_changelist"))
            assert page.status_code == 200 and len(page.context["cl"].result_list) >= 1, (model, who)
            assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
            assert client.post(reverse(f"{name}_change", args=[row.pk]), {"state": "selesai"}).status_code == 403
            assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
            assert client.get(reverse(f"{name}_add")).status_code == 403
        request = type("Request", (), {"user": world["luar"]})()
        assert not own.get_queryset(request).exists()


def test_they_are_found_by_their_words_and_the_code_of_the_activity(world: factories.World) -> None:
    client = browser(world, "super")
    for model in MODELS:
        for words in {"IKAN", SEARCHED.get(model.__name__, "IKAN")}:
            page = client.get(reverse(f"admin:design_{model._meta.model_name}_changelist"), {"q": words})
            assert len(page.context["cl"].result_list) >= 1, (model, words)
        page = client.get(reverse(f"admin:design_{model._meta.model_name}_changelist"), {"q": "tidak-ada"})
        assert len(page.context["cl"].result_list) == 0, model


def test_the_frozen_form_is_not_poured_into_the_page(world: factories.World) -> None:
    page = browser(world, "super").get(reverse("admin:design_filingversion_changelist"))
    row = page.context["cl"].result_list[0]
    text = browser(world, "super").get(reverse("admin:design_filingversion_change", args=[row.pk])).text
    assert row.digest in text and "blocks" not in text


def test_lists_take_few_queries_however_long_they_are(
    world: factories.World, django_assert_max_num_queries: Any
) -> None:
    client = browser(world, "super")
    for model in MODELS:
        with django_assert_max_num_queries(10):
            client.get(reverse(f"admin:design_{model._meta.model_name}_changelist"))


def test_decisions_on_a_notification_are_seen_as_far_as_the_cycle_is(world: factories.World) -> None:
    rows = admin.site.get_model_admin(Decision)
    for name, seen in {"admin": True, "luar": False}.items():
        request = type("Request", (), {"user": world[name]})()
        assert rows.get_queryset(request).filter(subject_kind="design.filing").exists() is seen
