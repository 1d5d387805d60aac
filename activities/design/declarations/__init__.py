"""The declared sections of the design record, in the order of the sub-processes that own them.

A section of another order or a new one: declare it in the file of its phase; forms, pages, snapshots and exports follow.
"""

from activities.design.declarations import (
    afterwards,
    collection,
    needs,
    processing,
    proposal,
    sample,
    workflow,
)

SECTIONS = (
    *needs.SECTIONS,
    *proposal.SECTIONS,
    *collection.SECTIONS,
    *sample.SECTIONS,
    *processing.SECTIONS,
    *workflow.SECTIONS,
    *afterwards.SECTIONS,
)
