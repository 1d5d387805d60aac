"""Answers of the design record. Codes are those of MS-Keg; those of multiple answers are bits that add up to one number."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BitChoices(models.IntegerChoices):
    """Options of a question with several answers: each code is one bit, the stored value their sum."""

    @classmethod
    def everything(cls) -> int:
        return sum(member.value for member in cls)

    @classmethod
    def within(cls, value: int) -> list["BitChoices"]:
        """The options that the stored value holds, in the order of the form."""
        return [member for member in cls if value & member.value]


class CollectionMethod(BitChoices):
    """MS-Keg 4.6"""

    INTERVIEW = 1, _("Interview")
    SELF_COMPLETED = 2, _("Self-completed questionnaire")
    OBSERVATION = 4, _("Observation")
    SECONDARY = 8, _("Collection of secondary data")
    OTHER = 16, _("Another method")


class CollectionMeans(BitChoices):
    """MS-Keg 4.7"""

    PAPI = 1, _("Paper questionnaire with interviewer (PAPI)")
    CAPI = 2, _("Computer-assisted personal interview (CAPI)")
    CATI = 4, _("Computer-assisted telephone interview (CATI)")
    CAWI = 8, _("Computer-assisted web questionnaire (CAWI)")
    MAIL = 16, _("Mail")
    OTHER = 32, _("Another means")


class CollectionUnit(BitChoices):
    """MS-Keg 4.8"""

    PERSON = 1, _("Individual")
    HOUSEHOLD = 2, _("Household")
    BUSINESS = 4, _("Business or company")
    OTHER = 8, _("Another unit")


class Stage(models.TextChoices):
    """MS-Keg 3.3: the seven stages of the planned schedule."""

    PLANNING = "1", _("Planning of the activity")
    DESIGN = "2", _("Design")
    COLLECTION = "3", _("Data collection")
    PROCESSING = "4", _("Data processing")
    ANALYSIS = "5", _("Analysis")
    DISSEMINATION = "6", _("Dissemination of results")
    EVALUATION = "7", _("Evaluation")


STAGE_GROUPS = (
    (_("Planning"), (Stage.PLANNING, Stage.DESIGN)),
    (_("Collection"), (Stage.COLLECTION,)),
    (_("Checking"), (Stage.PROCESSING, Stage.ANALYSIS)),
    (_("Dissemination"), (Stage.DISSEMINATION, Stage.EVALUATION)),
)
"""The four stages of Satu Data Indonesia over the seven of the form; analysis is counted as checking."""


class YesNo(models.TextChoices):
    YES = "1", _("Yes")
    NO = "2", _("No")


class StaffKind(models.TextChoices):
    """MS-Keg 6.4"""

    OWN = "1", _("Staff of the organising office")
    HIRED = "2", _("Partners or contract workers")
    BOTH = "3", _("Own staff and partners or contract workers")


class Education(models.TextChoices):
    """MS-Keg 6.5"""

    JUNIOR = "1", _("Junior secondary school (SMP) or below")
    SENIOR = "2", _("Senior secondary school (SMA/SMK)")
    DIPLOMA = "3", _("Diploma I/II/III")
    DEGREE = "4", _("Diploma IV, bachelor, master or doctor")
