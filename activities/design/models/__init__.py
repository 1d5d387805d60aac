"""The rows of the design record: the hand-written sections, and those that are declared."""

from activities.design.models.declared import DeclaredSection, DesignReference, DesignRow
from activities.design.models.imports import TableImport
from activities.design.models.sections import (
    LONG,
    MOST_PEOPLE,
    CoverageRegion,
    DescriptionSection,
    ObjectivesSection,
    PopulationSection,
    ScheduleSection,
    ScheduleStage,
    Section,
    StaffSection,
    VariablesSection,
    VariableUse,
)

__all__ = [
    "LONG",
    "MOST_PEOPLE",
    "CoverageRegion",
    "DeclaredSection",
    "DescriptionSection",
    "DesignReference",
    "DesignRow",
    "ObjectivesSection",
    "PopulationSection",
    "ScheduleSection",
    "ScheduleStage",
    "Section",
    "StaffSection",
    "TableImport",
    "VariableUse",
    "VariablesSection",
]
