"""Addresses inside a cycle."""

from django.urls import URLPattern, path

from phases.engine import converters  # noqa: F401 -- <subprocess:…> and <task:…>
from phases.engine.views import (
    asks,
    discussion,
    evidence,
    inputs,
    iteration,
    matrix,
    phase,
    plan,
    reopen,
    review,
    template,
    work,
)
from phases.engine.views import subprocess as run

CYCLE = "kegiatan/<activity:code>/<edition:edition>/"
RUN = CYCLE + "<subprocess:number>/"
TASK = RUN + "tugas/<task:task>/"
PHASE = CYCLE + "fase/<int:number>/"

urlpatterns: list[URLPattern] = [
    path(CYCLE, matrix.page, name="matrix"),
    path(CYCLE + "rencana/", plan.page, name="plan"),
    path(CYCLE + "templat/", template.page, name="template"),
    path(CYCLE + "permintaan/<uuid:public_id>/", asks.answer, name="request"),
    # a phase
    path(PHASE, phase.page, name="phase"),
    path(PHASE + "langkah/<slug:move>/", phase.move, name="phase-move"),
    path(PHASE + "rencana/", plan.phase, name="plan-phase"),
    path(PHASE + "minta/", asks.ask_for_phase, name="phase-ask"),
    # a sub-process
    path(RUN, run.page, name="subprocess"),
    path(RUN + "langkah/<slug:move>/", work.move, name="move"),
    path(RUN + "ingatkan/", work.remind, name="remind"),
    path(RUN + "berlaku/", work.applicability, name="applicability"),
    path(TASK, work.task, name="task"),
    path(TASK + "selesai/", work.tick, name="task-tick"),
    path(TASK + "berlaku/", work.task_applies, name="task-applies"),
    path(TASK + "putuskan/", work.grant, name="task-grant"),
    path(RUN + "bukti/", evidence.table, name="evidence"),
    path(RUN + "bukti/tambah/", evidence.add, name="evidence-add"),
    path(RUN + "bukti/<uuid:public_id>/", evidence.download, name="evidence-file"),
    path(RUN + "bukti/<uuid:public_id>/versi/", evidence.version, name="evidence-version"),
    path(RUN + "bukti/<uuid:public_id>/tarik/", evidence.withdraw, name="evidence-withdraw"),
    path(RUN + "diskusi/", discussion.say, name="remark"),
    path(RUN + "diskusi/<int:place>/tutup/", discussion.close, name="remark-close"),
    path(RUN + "masukan/", inputs.use, name="input-use"),
    path(RUN + "masukan/<uuid:public_id>/", inputs.download, name="input-file"),
    path(RUN + "hasil/<uuid:public_id>/", inputs.artefact, name="artefact"),
    path(RUN + "hasil/<uuid:public_id>/berkas/", inputs.artefact_file, name="artefact-file"),
    path(RUN + "iterasi/<int:iteration>/", iteration.page, name="iteration"),
    path(RUN + "iterasi/<int:old>/<int:new>/", iteration.compare, name="compare"),
    path(RUN + "tinjau/", review.page, name="review"),
    path(RUN + "buka-kembali/", reopen.page, name="reopen"),
    path(RUN + "periksa-ulang/<subprocess:cause>/<int:iteration>/", reopen.recheck, name="recheck"),
    path(RUN + "minta/<slug:kind>/", asks.ask, name="ask"),
]
