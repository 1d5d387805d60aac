"""Phase 1 in the administration: its settings, and the versions of the KAK to look at only."""

from phases.needs.admin.kak import KakLayoutChoiceAdmin, KakVersionAdmin
from phases.needs.admin.priority import PriorityCriterionAdmin

__all__ = ["KakLayoutChoiceAdmin", "KakVersionAdmin", "PriorityCriterionAdmin"]
