"""Going back: a new iteration, what depends on it, and flags to re-check."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from gsbpm_portal.accounts.models import Notice
from gsbpm_portal.core import clock, wording
from gsbpm_portal.core.models import AuditEntry, AuditKind, Decision
from gsbpm_portal.core.transitions import MoveRefused, NotAllowed, makers
from phases.engine.enums import IterationState, RecheckState
from phases.engine.models import Recheck
from phases.engine.selectors.impact import dependents
from phases.engine.selectors.sentences import plain
from phases.engine.services import artefacts, iterations, work
from phases.engine.services.planning import Plan, plan_run
from tests import factories
from tests.factories import World


def use(world: World, number: str, source: str, *, approved: bool = True) -> None:
    """Work on `number` with the outputs of `source`, and finish it."""
    iteration = world.bring(number, IterationState.IN_WORK)
    for artefact in world.run(source).artefacts.all():
        artefacts.record_use(iteration, artefact, by=world["staf"])
    if approved:
        factories.fill(world.iteration(number), by=world["staf"])
        factories.make_evidence(world.iteration(number), by=world["staf"], title=f"Hasil {number}")
        iterations.submit_iteration(world.iteration(number), by=world["staf"])
        iterations.approve_iteration(world.iteration(number), by=world["penyelia"])


def test_a_new_iteration_with_reason_the_old_one_as_it_was(world: World) -> None:
    old = world.bring("1.3", IterationState.APPROVED)
    work_before = list(old.entries.order_by("pk").values())
    new = factories.reopen(world, "1.3", reason="Pengguna baru")
    assert (new.number, new.state, new.reason, new.opened_by) == (
        2,
        IterationState.IN_WORK,
        "Pengguna baru",
        world["penyelia"],
    )
    assert world.run("1.3").current_id == new.pk
    old.refresh_from_db()
    assert (old.state, list(old.entries.order_by("pk").values())) == (IterationState.APPROVED, work_before)
    assert not new.entries.exists()
    assert makers(new, 1) == set()


def test_evidence_and_what_does_not_apply_are_carried_over(world: World) -> None:
    iteration = world.bring("1.3", IterationState.IN_WORK)
    first = factories.make_evidence(iteration, by=world["staf"], output="daftar-output")
    second = factories.make_evidence(iteration, by=world["staf"], output="daftar-output", replaces=first)
    gone = factories.make_evidence(iteration, by=world["staf"], title="Salah unggah")
    artefacts.withdraw_evidence(gone, by=world["staf"])
    work.set_task_applicability(
        world.iteration("1.3"), world.task("1.3.2"), by=world["staf"], applies=False, reason="Nihil"
    )
    factories.tick_all(world.iteration("1.3"), by=world["staf"])
    iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])
    iterations.approve_iteration(world.iteration("1.3"), by=world["penyelia"])
    new = factories.reopen(world, "1.3")
    assert [(e.carried_from, e.version, e.series) for e in new.evidence.all()] == [(second, 2, first.series)]
    assert [(e.task.code, e.not_applicable_reason, e.is_done) for e in new.entries.all()] == [("1.3.2", "Nihil", False)]


def test_only_supervisors_reopen_with_a_reason_and_only_what_is_finished(world: World) -> None:
    world.bring("1.2", IterationState.APPROVED)
    for name in ("staf", "pimpinan", "walidata", "admin", "luar", "super"):
        with pytest.raises(NotAllowed):
            factories.reopen(world, "1.2", by=name)
    with pytest.raises(MoveRefused):
        factories.reopen(world, "1.2", reason=" ")
    factories.reopen(world, "1.2")
    with pytest.raises(MoveRefused) as refused:
        factories.reopen(world, "1.2")
    assert [r.code for r in refused.value.reasons] == ["state"]
    assert Decision.objects.filter(verb="reopen").count() == 1


def test_a_skipped_one_is_reopened_too(world: World) -> None:
    world.bring("1.2", IterationState.SKIPPED)
    assert factories.reopen(world, "1.2").state == IterationState.IN_WORK


def test_impact_follows_recorded_uses_not_the_order_of_phases(world: World) -> None:
    """2.1 used 1.3; 3.1 used 2.1; 1.4 stands next to it and used nothing; 1.1 comes earlier and used it all the same."""
    world.bring("1.3", IterationState.APPROVED)
    world.bring("1.4", IterationState.APPROVED)
    use(world, "2.1", "1.3")
    use(world, "3.1", "2.1", approved=False)
    use(world, "1.1", "1.3")
    found = dependents(world.iteration("1.3"))
    assert [(d.run.number, d.direct, d.artefacts[0].run.number) for d in found] == [
        ("1.1", True, "1.3"), ("2.1", True, "1.3"), ("3.1", False, "2.1"),
    ]  # fmt: skip
    assert not Recheck.objects.exists()


def test_impact_of_a_circle_ends(world: World) -> None:
    world.bring("1.3", IterationState.APPROVED)
    use(world, "2.1", "1.3")
    third = factories.reopen(world, "1.3")
    for artefact in world.run("2.1").artefacts.all():
        artefacts.record_use(third, artefact, by=world["staf"])
    factories.tick_all(third, by=world["staf"])
    iterations.submit_iteration(world.iteration("1.3"), by=world["staf"])
    iterations.approve_iteration(world.iteration("1.3"), by=world["penyelia"])
    assert [d.run.number for d in dependents(world.iteration("1.3"))] == ["2.1"]


def test_what_an_old_iteration_used_counts_no_more(world: World) -> None:
    world.bring("1.3", IterationState.APPROVED)
    use(world, "2.1", "1.3")
    factories.reopen(world, "2.1")
    assert dependents(world.iteration("1.3")) == []


def test_reopening_flags_what_depends_on_it_and_tells_its_people(world: World) -> None:
    world.bring("1.3", IterationState.APPROVED)
    use(world, "2.1", "1.3")
    Notice.objects.all().delete()
    new = factories.reopen(world, "1.3", reason="Daftar berubah")
    flag = Recheck.objects.get()
    assert (flag.run.number, flag.cause, flag.direct, flag.artefact.code) == ("2.1", new, True, "daftar-output")
    assert set(Notice.objects.filter(kind="recheck").values_list("user__username", flat=True)) == {
        "staf", "staf2", "penyelia2",
    }  # fmt: skip
    entry = AuditEntry.objects.get(action="run.flag")
    assert (entry.subject_id, entry.reason, entry.context["cause"]) == (world.run("2.1").pk, "Daftar berubah", "1.3")
    assert AuditEntry.objects.get(action="run.reopen").context["flagged"] == ["2.1"]


def test_clearing_a_flag_is_a_decision_of_its_own(world: World) -> None:
    world.bring("1.3", IterationState.APPROVED)
    use(world, "2.1", "1.3")
    factories.reopen(world, "1.3")
    factories.finish(world, "1.3")
    flag = Recheck.objects.get()
    with pytest.raises(NotAllowed):
        iterations.clear_recheck(flag, by=world["staf"], comment="Aman")
    with pytest.raises(MoveRefused):
        iterations.clear_recheck(flag, by=world["penyelia"], comment="")
    flag = iterations.clear_recheck(flag, by=world["penyelia"], comment="Tidak terpengaruh")
    assert (flag.state, flag.cleared_by) == (RecheckState.UNCHANGED, world["penyelia"])
    decision = Decision.objects.get(subject_kind="phases.recheck", subject_id=flag.pk)
    assert (decision.verb, decision.comment) == ("unchanged", "Tidak terpengaruh")
    assert AuditEntry.objects.get(action="recheck.unchanged").kind == AuditKind.DECISION


def test_a_flag_is_not_cleared_while_what_raised_it_is_in_work(world: World) -> None:
    world.bring("1.3", IterationState.APPROVED)
    use(world, "2.1", "1.3")
    use(world, "2.2", "1.3")
    factories.reopen(world, "1.3")
    flags = {flag.run.number: flag for flag in Recheck.objects.all()}
    with translation.override("id"), pytest.raises(MoveRefused) as refused:
        iterations.clear_recheck(flags["2.1"], by=world["penyelia"], comment="Aman")
    (reason,) = refused.value.reasons
    assert (str(reason.text), reason.anchor) == (
        "1.3 masih dikerjakan: putuskan setelah disetujui.", world.run("1.3").get_absolute_url(),
    )  # fmt: skip
    factories.reopen(world, "2.2")
    flags["2.2"].refresh_from_db()
    assert flags["2.2"].state == RecheckState.REDONE, "reopening answers it at any time"
    factories.finish(world, "1.3")
    assert iterations.clear_recheck(flags["2.1"], by=world["penyelia"], comment="Aman").state == RecheckState.UNCHANGED


def test_all_that_was_read_of_the_reopened_one_is_named(world: World) -> None:
    iteration = world.bring("1.3", IterationState.IN_WORK)
    factories.make_evidence(iteration, by=world["staf"], title="Daftar istilah")
    factories.finish(world, "1.3")
    use(world, "2.1", "1.3")
    (found,) = dependents(world.iteration("1.3"))
    assert len(found.artefacts) == 2 and "“Daftar istilah v1”" in found.names
    factories.reopen(world, "1.3")
    assert "Daftar istilah v1" in AuditEntry.objects.get(action="run.flag").context["artefact"]


def test_reopening_the_flagged_one_answers_its_flags(world: World) -> None:
    world.bring("1.3", IterationState.APPROVED)
    use(world, "2.1", "1.3")
    factories.reopen(world, "1.3")
    factories.reopen(world, "2.1", by="penyelia2")
    flag = Recheck.objects.get()
    assert (flag.state, flag.cleared_by) == (RecheckState.REDONE, world["penyelia2"])


def test_a_later_edition_that_used_it_is_flagged_in_its_own_history(world: World) -> None:
    """The lessons of 2026 are read in 2027; reopening 2026 must reach the people and the trail of 2027."""
    world.bring("8.2", IterationState.APPROVED)
    report = world.run("8.2").artefacts.get()
    team = [(world["staf"], "staf", 0), (world["rekan"], "staf", 0), (world["penyelia"], "penyelia", 0)]
    following = world.at(factories.make_cycle(world.cycle.activity, edition="2027", team=team))
    artefacts.record_use(following.bring("1.1", IterationState.IN_WORK), report, by=world["staf"])
    Notice.objects.all().delete()
    factories.reopen(world, "8.2", by="penyelia2")
    flag = Recheck.objects.get()
    assert flag.run == following.run("1.1")
    entry = AuditEntry.objects.get(action="run.flag")
    assert entry.scope == following.cycle.audit_scope == "IKAN/2027"
    told = Notice.objects.filter(kind="recheck")
    assert sorted(told.values_list("user__username", flat=True)) == ["penyelia", "rekan", "staf"]
    assert {n.url.split("/")[3] for n in told} == {"2027"}


def test_a_frozen_design_section_is_an_artefact_like_any_other(world: World) -> None:
    """The section's owner leaves a snapshot when it is approved; a changed one is the next version."""
    from activities.design import services as design

    world.bring("1.1", IterationState.IN_WORK)
    values = {"background": "Hasil tangkapan belum tercatat", "legal_basis": "", "outline": ""}
    design.save_section(world.cycle, "description", by=world["staf2"], values=values, seen_revision=0)
    assert makers(world.iteration("1.1"), 1) == {world["staf2"].pk}
    factories.tick_all(world.iteration("1.1"), by=world["staf"])
    iterations.submit_iteration(world.iteration("1.1"), by=world["staf"])
    with pytest.raises(MoveRefused):
        design.save_section(
            world.cycle, "description", by=world["staf"], values=values | {"outline": "x"}, seen_revision=1
        )
    iterations.approve_iteration(world.iteration("1.1"), by=world["penyelia"])
    snapshot = world.run("1.1").artefacts.get(code="design:description")
    assert snapshot.payload["background"] == "Hasil tangkapan belum tercatat"
    factories.reopen(world, "1.1")
    design.save_section(
        world.cycle, "description", by=world["staf"], values=values | {"outline": "Baru"}, seen_revision=1
    )
    factories.tick_all(world.iteration("1.1"), by=world["staf"])
    iterations.submit_iteration(world.iteration("1.1"), by=world["staf"])
    iterations.approve_iteration(world.iteration("1.1"), by=world["penyelia"])
    versions = world.run("1.1").artefacts.filter(code="design:description").order_by("version")
    assert [a.payload.get("outline", "") for a in versions] == ["", "Baru"]


def test_a_plan_may_change_while_the_due_date_is_past(world: World) -> None:
    run = world.run("1.2")
    type(run).objects.filter(pk=run.pk).update(due=clock.today() - timedelta(days=9), escalated_at=clock.now())
    plan_run(world.run("1.2"), Plan(due=clock.today() + timedelta(days=9)), by=world["penyelia"])
    assert world.run("1.2").escalated_at is None


def test_what_is_reopened_is_given_time(world: World) -> None:
    """A due date that has passed is not kept; the new one stands in the trail and in the notice."""
    world.bring("1.3", IterationState.APPROVED)
    world.cycle.runs.filter(number="1.3").update(due=factories.in_days(-1), escalated_at=clock.now())
    for due in (None, clock.today()):
        with pytest.raises(MoveRefused) as refused:
            iterations.reopen_run(world.run("1.3"), by=world["penyelia"], reason="Salah", due=due)
        assert [reason.code for reason in refused.value.reasons] == ["due"]
    until = factories.in_days(40)
    iterations.reopen_run(world.run("1.3"), by=world["penyelia"], reason="Salah", due=until)
    run = world.run("1.3")
    assert (run.due, run.escalated_at, run.is_late(clock.today())) == (until, None, False)
    entry = AuditEntry.objects.get(action="run.reopen")
    assert entry.changes["due"] == [factories.in_days(-1).isoformat(), until.isoformat()]
    with translation.override("id"):
        told = f"dengan tenggat {wording.moment(until, 'date')}"
        assert told in plain(entry)
    assert told in Notice.objects.filter(kind="reopened").first().text_id


def test_a_due_date_still_ahead_may_be_kept(world: World) -> None:
    world.bring("1.3", IterationState.APPROVED)
    world.cycle.runs.filter(number="1.3").update(due=factories.in_days(20))
    iterations.reopen_run(world.run("1.3"), by=world["penyelia"], reason="Salah")
    assert world.run("1.3").due == factories.in_days(20)
