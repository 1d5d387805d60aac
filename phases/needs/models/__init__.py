"""What phase 1 keeps beside the design record: settings alone."""

from phases.needs.models.priority import PriorityCriterion

__all__ = ["PriorityCriterion"]
