"""Forms of activities, cycles and teams. They check that input makes sense; what is lawful the services check."""

from activities.forms.fields import UNKNOWN, add_errors
from activities.forms.identity import CycleForm, IdentityForm, RolloverForm
from activities.forms.team import DelegationForm, FirstTeamForm, SeatForm

__all__ = [
    "UNKNOWN",
    "CycleForm",
    "DelegationForm",
    "FirstTeamForm",
    "IdentityForm",
    "RolloverForm",
    "SeatForm",
    "add_errors",
]
