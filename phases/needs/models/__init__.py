"""What phase 1 keeps beside the design record: settings, and the versions of the KAK."""

from phases.needs.models.kak import KakLayoutChoice, KakReading, KakVersion
from phases.needs.models.priority import PriorityCriterion

__all__ = ["KakLayoutChoice", "KakReading", "KakVersion", "PriorityCriterion"]
