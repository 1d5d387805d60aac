"""The pages of a notification: what stands on them, what they write, and where to."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from activities.design.facts import facts_of
from activities.design.models import DeclaredSection
from activities.design.services import save_fields
from phases.design.enums import Submission
from phases.design.selectors.filing import filing_of
from phases.design.services import filing as services
from tests.phases.design import filing_world as made

pytestmark = pytest.mark.django_db
HOME = "/kegiatan/IKAN/2026/pemberitahuan/"


@pytest.fixture
def world():
    return made.make_world()


def as_(world, name):
    client = Client()
    client.force_login(world[name])
    return client


def send(client, tail, **data):
    return client.post(HOME + tail, {"token": str(uuid.uuid4()), **data})


def test_the_task_list_names_each_block_with_its_state(world):
    page = as_(world, "staf").get(HOME)
    assert [(one.code, one.word) for one, _url in page.context["blocks"]] == [
        ("judul", "lengkap"),
    ]


def test_every_page_answers_for_everybody_who_sees_the_cycle(world):
    made.bring(world, Submission.MENDING)
    note = filing_of(world.cycle).notes.get()
    tails = [
        "", "isi/judul/", "isi/ii/", "isi/v/", "periksa/", "terkirim/", "1/versi/1/", "tinjau/", f"catatan/{note.public_id}/",
        "pengecualian/", "romantik.json",
    ]  # fmt: skip
    for name in ("staf", "penyelia", "walidata", "pimpinan"):
        client = as_(world, name)
        for tail in tails:
            assert client.get(HOME + tail).status_code == 200, (name, tail)
    assert as_(world, "luar").get(HOME).status_code == 404
