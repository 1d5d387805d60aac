"""The tables of phase 1."""

from phases.needs.planning import models as planning  # noqa: F401 -- so that Django finds the yearly planning
