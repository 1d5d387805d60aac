"""What phase 1 keeps beside the design record: settings, and the versions of the KAK; planning/ has its own."""

from phases.needs.models.kak import KakLayoutChoice, KakReading, KakVersion
from phases.needs.models.priority import PriorityCriterion
from phases.needs.planning import models as planning  # noqa: F401 -- so that Django finds the yearly planning

__all__ = ["KakLayoutChoice", "KakReading", "KakVersion", "PriorityCriterion"]
