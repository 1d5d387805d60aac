"""Two offices of two governments with one of every kind of object, so that each address can be asked with real ids."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from activities.design import services as design
from activities.design.models import DeclaredSection, DesignRow, TableImport
from gsbpm_portal.accounts.models import Notice, Organisation, User, UserSession
from gsbpm_portal.core import clock, comments, drafts, jobs, remarks
from gsbpm_portal.core.models import Job, StoredFile
from metadata import services as registry
from metadata.models import ImportBatch, Item, Version
from metadata.selectors.values import Pointer
from metadata.services.codes import add_code
from metadata.services.links import add_link
from phases.design.filing_forum import forum_of as filing_forum_of
from phases.design.models import (
    Exemption,
    Filing,
    FilingLetter,
    FilingNote,
    FilingVersion,
    RecommendationItem,
)
from phases.engine.models import Artefact
from phases.engine.services import artefacts, asks, iterations
from phases.needs.kak_forum import forum_of
from phases.needs.selectors.kak import kak_of
from tests import factories
from tests.authorisation.world_planning import planned

ROLES = [
    "anonymous",
    "staf",
    "staf2",
    "penyelia",
    "penyelia2",
    "walidata",
    "pimpinan",
    "admin",
    "rekan",
    "luar",
    "super",
]


def block() -> Any:
    """A transaction of the test's own, in which jobs may run that insist on one of theirs."""
    own = transaction.atomic()
    own._from_testcase = True  # type: ignore[attr-defined]
    return own


def build() -> dict[str, Any]:
    """The own world, and the parts of every address: {"own": {...}, "other": {...}} by kind of object."""
    world = factories.make_world(code="IKAN")
    own = _objects(world, "staf", "penyelia")
    own |= _personal(world["staf"])
    there = world.places["lain"]
    staf = factories.make_user("staf-lain", role="staf", at=there)
    factories.make_user("penyelia-lain", role="penyelia", at=there)
    checker = User.objects.get(username="penyelia-lain")
    activity = factories.make_activity(there, by=staf, code="LAIN", title="Survei Lain")
    cycle = factories.make_cycle(activity, by=staf, team=[(staf, "staf", 0), (checker, "penyelia", 0)])
    foreign = factories.World(cycle, {"staf": staf.pk, "penyelia": checker.pk}, world.places)
    other = _objects(foreign, "staf", "penyelia") | _personal(staf)
    steward = factories.make_user("walidata-lain", role="walidata", at=there)
    own |= planned(world.places["kota"], world.places["perikanan"], world["staf"], world["walidata"])
    other |= planned(there, there, staf, steward)
    return {"world": world, "own": own, "other": other}


def cookies_of(role: str) -> dict[str, str]:
    """The cookies of a browser in which this person has signed in; none of who has not."""
    client = Client()
    if role != "anonymous":
        client.force_login(User.objects.get(username=role))
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _objects(world: factories.World, staff: str, checker: str) -> dict[str, Any]:
    """The state that the head of matrix.yaml tells."""
    code, edition = world.cycle.activity.code, world.cycle.edition
    person = world[staff]
    factories.make_evidence(world.bring("1.2", "dikerjakan", by=staff), by=person, title="Notulen")
    factories.finish(world, "1.2", by=staff, decided_by=checker)
    world.bring("1.3", "disetujui", by=staff, decided_by=checker)
    artefact = Artefact.objects.get(run__cycle=world.cycle_id, run__number="1.3")
    iterations.start_iteration(world.iteration("1.1"), by=person)
    evidence = artefacts.add_evidence(
        world.iteration("1.1"), by=person, title="Catatan", upload=SimpleUploadedFile("catatan.txt", b"isi catatan")
    )
    jobs.run_pending()
    comments.add_comment(world.iteration("1.1"), by=person, body="Mohon diperiksa")
    artefacts.record_use(world.iteration("1.1"), artefact, by=person)
    listed = Artefact.objects.filter(run__cycle=world.cycle_id, run__number="1.2").earliest("pk")
    artefacts.record_use(world.iteration("1.1"), listed, by=person)
    request = asks.ask("lewati", by=person, reason="Tidak perlu", iteration=world.iteration("1.4"))
    world.bring("1.5", "diajukan", by=staff, decided_by=checker)
    iterations.start_iteration(world.iteration("1.6"), by=person)
    factories.reopen(world, "1.3", by=checker, reason="Ada yang berubah")
    factories.reopen(world, "1.2", by=checker, reason="Ada yang berubah")
    factories.finish(world, "1.2", by=staff, decided_by=checker)
    design.save_row(world.cycle, "needs", by=person, values={"title": "Produksi ikan", "user": "Bappeda"})
    kak_remark, kak_version = _kak(world, person)
    attached = evidence.file
    looked = DeclaredSection.objects.create(cycle=world.cycle, code="availability", revision=1)
    content = {"system": "SIRUSA", "files": [str(attached.public_id)]}
    DesignRow.objects.create(section=looked, table="lookups", key="P1", position=1, content=content)
    handed_in = TableImport.objects.create(cycle=world.cycle, table="needs", file=attached, by=person)
    filed = _filing(world, person, attached)
    return {
        **filed,
        "code": code,
        "edition": edition,
        "table_import": handed_in.public_id,
        "attached": attached.public_id,
        "number": "1.1",
        "phase": 1,
        "task": "1.1.1",
        "iteration": 1,
        "section": "description",
        "evidence": evidence.public_id,
        "artefact": artefact.public_id,
        "request": request.public_id,
        "kak_remark": kak_remark,
        "kak_version": kak_version,
        **_entries(world.cycle.activity.organisation, person, code),
    }


def _kak(world: factories.World, person: User) -> tuple[uuid.UUID, int]:
    """A line of the budget, a remark on the KAK, and a version that was submitted and withdrawn."""
    factories.fill(world.iteration("1.6"), by=person)
    iterations.submit_iteration(world.iteration("1.6"), by=person)
    iterations.withdraw_iteration(world.iteration("1.6"), by=person)
    run = world.run("1.6")
    forum = forum_of(run, kak_of(world.cycle))
    return remarks.ask(forum, by=person, body="Mohon dibaca", part="lokasi").public_id, 1


def _filing(world: factories.World, person: User, file: Any) -> dict[str, Any]:
    """A notification that waits for the walidata, with a remark, a note of BPS, an item and a letter; a wish to be spared it."""
    filing = Filing.objects.create(
        cycle=world.cycle, form="fs3", state="menunggu_walidata", revision=1, begun_by=person
    )
    line = {"code": "1.1", "label": "Instansi", "kind": "text", "value": "Dinas", "text": "Dinas", "other": ""}
    content = {"blocks": [{"code": "I", "title": "Penyelenggara", "lines": [line]}]}
    version = FilingVersion.objects.create(
        filing=filing, number=1, content=content, document={}, romantik={}, digest="0" * 64, by=person
    )
    letter = FilingLetter.objects.create(filing=filing, kind="pengajuan", day=clock.today(), file=file, by=person)
    note = FilingNote.objects.create(filing=filing, version=version, number=1, text="Perbaiki", by=person)
    item = RecommendationItem.objects.create(filing=filing, number=1, text="Perluas")
    remark = remarks.ask(filing_forum_of(filing, content), by=person, body="Mohon diperjelas", part="1.1")
    Exemption.objects.create(cycle=world.cycle, reason="Internal", asked_by=person)
    return {
        "filing_number": 1,
        "filing_letter": letter.public_id,
        "filing_note": note.public_id,
        "filing_item": item.public_id,
        "filing_remark": remark.public_id,
    }


def _entries(organisation: Organisation, person: User, code: str) -> dict[str, Any]:
    """A draft, a submitted entry with a remark, an endorsed one; a classification and a table, drafts with one row each."""
    values = {"definition_id": "Batasan yang jelas.", "public": True}
    for name in ("DRAF", "DIAJUKAN"):
        registry.create_item(
            "concept",
            f"{name}_{code}",
            organisation=organisation,
            values={**values, "name_id": f"{name} {code}"},
            by=person,
        )
    codes = {**values, "name_id": f"Kode {code}"}
    listed = registry.create_item("classification", f"KODE_{code}", organisation=organisation, values=codes, by=person)
    row = add_code(listed, by=person, values={"code": "1", "label_id": "Satu"})
    for value, label in (("2", "Dua"), ("3", "Tiga")):
        add_code(listed, by=person, values={"code": value, "label_id": label})
    ends = {"source": [Pointer(listed)], "target": [Pointer(listed)], "name_id": f"Tabel {code}"}
    table = registry.create_item("correspondence", f"TABEL_{code}", organisation=organisation, values=ends, by=person)
    add_link(table, by=person, values={"source": row.code, "target": "2", "relation": "exact"})
    submitted = registry.move(Version.objects.get(item__code=f"DIAJUKAN_{code}"), "submit", by=person)
    remark = registry.add_remark(submitted, by=person, body="Batas waktunya setahun.", attribute="definition_id")
    item = Item.objects.create(kind="concept", code=f"TERBUKA_{code}", organisation=organisation, created_by=person)
    Version.objects.create(item=item, state="endorsed", is_current=True, name_id=f"Terbuka {code}", **values)
    listed = Item.objects.create(
        kind="classification", code=f"DAFTAR_{code}", organisation=organisation, created_by=person
    )
    Version.objects.create(item=listed, state="endorsed", is_current=True, name_id=f"Daftar {code}", **values)
    dataset = Item.objects.create(kind="dataset", code=f"SET_{code}", organisation=organisation, created_by=person)
    Version.objects.create(item=dataset, state="endorsed", is_current=True, name_id=f"Set {code}", **values)
    return {
        "public_list": listed.code,
        "structures": f"codelist/all/{listed.code}",
        "structures_2": f"codelist/*/{listed.code}",
        "draft_entry": f"DRAF_{code}",
        "draft_codes": f"KODE_{code}",
        "draft_links": f"TABEL_{code}",
        "submitted_entry": f"DIAJUKAN_{code}",
        "public_entry": f"TERBUKA_{code}",
        "remark": remark.public_id,
    }


def _personal(user: User) -> dict[str, Any]:
    notice = Notice.objects.create(user=user, kind="to_decide", text_id="Teks", text_en="Text", url="/profil/")
    session = UserSession.objects.create(user=user, session_key=uuid.uuid4().hex)
    job = Job.objects.filter(requested_by=user).earliest("pk")
    Job.objects.filter(pk=job.pk).update(result_file=StoredFile.objects.filter(state="available").earliest("pk"))
    batch = ImportBatch.objects.create(what="concept", file=StoredFile.objects.earliest("pk"), by=user)
    draft = drafts.sign(user, "design:IKAN/2026/description")
    return {
        "draft": draft,
        "import": batch.public_id,
        "notice": notice.public_id,
        "session": session.public_id,
        "job": job.public_id,
    }
