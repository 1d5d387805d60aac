"""Rows of phase 2."""

from phases.design.models.filing import (
    Exemption,
    Filing,
    FilingLetter,
    FilingNote,
    FilingVersion,
    RecommendationItem,
)
from phases.design.models.review_rule import ReviewRule

__all__ = ["Exemption", "Filing", "FilingLetter", "FilingNote", "FilingVersion", "RecommendationItem", "ReviewRule"]
