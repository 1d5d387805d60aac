"""What may be done to activities, cycles and teams. Every change is checked, atomic and audited on the activity's chain.

Refusals: PermissionDenied for who may not, ValidationError for what cannot be.
"""

from activities.services.catalogue import change_sector, load_sectors
from activities.services.identity import change_activity, change_cycle, create_activity, create_cycle
from activities.services.recommendation import record_recommendation
from activities.services.rollover import roll_over
from activities.services.team import SeatWish, add_seat, delegate, end_delegation, remove_seat

__all__ = [
    "SeatWish",
    "add_seat",
    "change_activity",
    "change_cycle",
    "change_sector",
    "create_activity",
    "create_cycle",
    "delegate",
    "end_delegation",
    "load_sectors",
    "record_recommendation",
    "remove_seat",
    "roll_over",
]
