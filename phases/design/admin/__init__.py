"""The administration of phase 2: notifications to look at, the office's own review rules to write."""

from phases.design.admin.filing import (
    ExemptionAdmin,
    FilingAdmin,
    FilingLetterAdmin,
    FilingNoteAdmin,
    FilingVersionAdmin,
    RecommendationItemAdmin,
)
from phases.design.admin.review_rules import ReviewRuleAdmin

__all__ = [
    "ExemptionAdmin",
    "FilingAdmin",
    "FilingLetterAdmin",
    "FilingNoteAdmin",
    "FilingVersionAdmin",
    "RecommendationItemAdmin",
    "ReviewRuleAdmin",
]
