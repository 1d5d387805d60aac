"""Phase 8 of the GSBPM: its home. Every sub-process works from the catalogue; workspaces of its own are registered here."""

from phases.engine.spec import PhaseSpec, register_phase

SUBPROCESSES = ("8.1", "8.2", "8.3")


def register() -> None:
    register_phase(PhaseSpec(8, "evaluation", SUBPROCESSES))
