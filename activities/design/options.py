"""Answers of the declared sections. Codes are those of MS-Keg where the form has them; bits add up to one number."""

from django.db import models
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from activities.design.enums import BitChoices


class UserKind(models.TextChoices):
    """Who asks for data."""

    INTERNAL = "internal", _("Own office")
    OFFICE = "opd", _("Another office of the same government")
    CENTRAL = "pusat", _("Central government")
    BUSINESS = "usaha", _("Business")
    ACADEMIA = "akademisi", _("University or researcher")
    PUBLIC = "masyarakat", _("Public or civil society")
    OTHER = "lain", _("Another user")


class NeedOrigin(models.TextChoices):
    """How a need came to the list."""

    TYPED = "dicatat", _("Entered by the team")
    CONSULTATION = "konsultasi", _("Said in a consultation")
    ACTION_PLAN = "rencana-aksi", _("Action plan of the last cycle")
    QUESTION = "pertanyaan", _("Question of a user")
    IMPORTED = "impor", _("Imported list")


class NeedState(models.TextChoices):
    """What becomes of a need in this cycle."""

    PROPOSED = "usulan", _("Proposed")
    TAKEN = "diterima", _("Taken up")
    LATER = "ditunda", _("Put off")
    REFUSED = "ditolak", _("Not taken up")


class QuestionState(models.TextChoices):
    """What became of a question of a user."""

    OPEN = "terbuka", _("Not answered yet")
    ANSWERED = "dijawab", _("Answered")
    NO_DATA = "tidak-ada", _("No data: cannot be answered")


class ActionState(models.TextChoices):
    """How far an action of the action plan has come."""

    PLANNED = "direncanakan", _("Planned")
    AGREED = "disepakati", _("Agreed")
    DONE = "selesai", _("Done")
    DROPPED = "dibatalkan", _("Dropped")


class ConsultationKind(models.TextChoices):
    MEETING = "rapat", _("Meeting")
    FOCUS_GROUP = "fgd", _("Focus group discussion")
    FORUM = "forum", _("Satu Data forum")
    SURVEY = "survei", _("Survey of users' needs")
    LETTER = "surat", _("Letter")
    OTHER = "lain", _("Another way")


class Confirmation(models.TextChoices):
    """The answer of the institution that asked for the data."""

    CONFIRMED = "sesuai", _("Confirmed as written")
    CHANGED = "diubah", _("Confirmed with changes")
    WITHDRAWN = "dicabut", _("Withdrawn")


class OutputKind(models.TextChoices):
    TABLE = "tabel", _("Statistical table")
    INDICATOR = "indikator", _("Indicator")
    INDEX = "indeks", _("Index")
    DATASET = "dataset", _("Data set")
    MICRODATA = "mikrodata", _("Microdata")
    MAP = "peta", _("Map")
    PUBLICATION = "publikasi", _("Publication")
    OTHER = "lain", _("Another output")


class Level(BitChoices):
    """MS-Keg 7.4: level at which results are shown."""

    NATIONAL = 1, _("National")
    PROVINCE = 2, _("Province")
    REGENCY = 4, _("Regency or city")
    DISTRICT = 8, _("District")
    OTHER = 16, _("Another level")


class Agreement(models.TextChoices):
    """How the users' own definition stands to the registry's."""

    SAME = "sama", _("Same meaning")
    NARROWER = "sempit", _("Narrower than the registry's")
    BROADER = "luas", _("Broader than the registry's")
    DIFFERENT = "beda", _("Another meaning")
    ABSENT = "tidak-ada", _("Not in the registry")


class ConceptDecision(models.TextChoices):
    REGISTRY = "registri", _("Use the registry's")
    PROPOSE = "usulkan", _("Propose a new entry")
    OWN = "sendiri", _("Keep the users' own, with a reason")


class LookupPlace(models.TextChoices):
    """Where it was looked whether data exist already."""

    PORTAL = "portal", _("This portal")
    SIRUSA = "sirusa", _("SIRUSA (BPS)")
    ROMANTIK = "romantik", _("ROMANTIK (BPS)")
    INDAH = "indah", _("INDAH (BPS)")
    SDI = "sdi", _("Portal Satu Data Indonesia")
    PUBLICATION = "publikasi", _("Publication")
    INSTITUTION = "instansi", _("Another institution")
    OTHER = "lain", _("Another place")


class Suitability(models.TextChoices):
    SUITABLE = "sesuai", _("Available and suitable")
    PARTLY = "sebagian", _("Available, suitable in part")
    UNSUITABLE = "tidak-sesuai", _("Available, not suitable")
    ABSENT = "tidak-ada", _("Not available")


class Reuse(models.TextChoices):
    """What is decided about data that exist already."""

    REUSE = "pakai", _("Reuse")
    EXTEND = "perluas", _("Extend what exists")
    COLLECT = "kumpulkan", _("Collect anew")


class Delivery(models.TextChoices):
    """KAK C.1: how the output is brought about."""

    OWN = "swakelola", _("Own work (swakelola)")
    CONTRACT = "kontraktual", _("By contract (kontraktual)")
    BOTH = "gabungan", _("Both")


class BudgetLevel(models.TextChoices):
    """The levels of a RAB from the top down."""

    PROGRAM = "program", _("Programme")
    ACTIVITY = "kegiatan", _("Activity (budget)")
    KRO = "kro", _("KRO")
    RO = "ro", _("RO")
    COMPONENT = "komponen", _("Component")
    SUBCOMPONENT = "subkomponen", _("Sub-component")
    ACCOUNT = "akun", _("Account")
    DETAIL = "detil", _("Detail")


class BudgetMonth(BitChoices):
    """The months of the budget year, whichever year that is."""

    JANUARY = 1, MONTHS[1]
    FEBRUARY = 2, MONTHS[2]
    MARCH = 4, MONTHS[3]
    APRIL = 8, MONTHS[4]
    MAY = 16, MONTHS[5]
    JUNE = 32, MONTHS[6]
    JULY = 64, MONTHS[7]
    AUGUST = 128, MONTHS[8]
    SEPTEMBER = 256, MONTHS[9]
    OCTOBER = 512, MONTHS[10]
    NOVEMBER = 1024, MONTHS[11]
    DECEMBER = 2048, MONTHS[12]

    @classmethod
    def numbers(cls, value: int) -> tuple[int, ...]:
        """The months that the stored value holds, 1 to 12."""
        return tuple(place for place, member in enumerate(cls, 1) if value & member.value)


class ProductKind(models.TextChoices):
    PUBLICATION = "publikasi", _("Publication")
    TABLE = "tabel", _("Tables")
    RELEASE = "brs", _("Press release")
    DASHBOARD = "dasbor", _("Dashboard or web page")
    DATASET = "dataset", _("Open data set or API")
    MICRODATA = "mikrodata", _("Microdata")
    INFOGRAPHIC = "infografis", _("Infographic")
    OTHER = "lain", _("Another product")


class DisclosureMethod(models.TextChoices):
    NONE = "tidak-perlu", _("None needed")
    FREQUENCY = "frekuensi", _("Minimum frequency")
    DOMINANCE = "dominansi", _("Dominance (n,k)")
    P_PERCENT = "p-persen", _("p-percent rule")
    SUPPRESSION = "supresi", _("Primary and secondary suppression")
    ROUNDING = "pembulatan", _("Rounding")
    CODING = "top-bottom", _("Top and bottom coding")
    ANONYMITY = "anonimisasi", _("Anonymisation of microdata")


class Need(models.TextChoices):
    """Whether something has been agreed."""

    PLANNED = "direncanakan", _("Planned")
    TALKS = "dibahas", _("Being negotiated")
    SIGNED = "ditandatangani", _("Signed")
    NOT_NEEDED = "tidak-perlu", _("Not needed, with a reason")


class AgreementKind(models.TextChoices):
    PKS = "pks", _("Cooperation agreement (PKS)")
    MOU = "nk", _("Memorandum of understanding")
    LETTER = "surat", _("Official letter")
    FORUM = "forum", _("Agreement in the Satu Data forum")
    NONE = "tanpa", _("No formal agreement")


class Extraction(models.TextChoices):
    API = "api", _("API")
    VIEW = "view", _("View of the data base")
    FILE = "berkas", _("File handed over")
    WORKSHEET = "lembar-kerja", _("Worksheet filled in by hand")


class CollectionType(models.TextChoices):
    """MS-Keg 4.3"""

    PANEL = "1", _("Longitudinal panel")
    REPEATED = "2", _("Longitudinal cross sectional")
    CROSS = "3", _("Cross sectional")


class QualityCheck(BitChoices):
    """MS-Keg 6.2"""

    REVISIT = 1, _("Revisit")
    SUPERVISION = 2, _("Supervision")
    TASK_FORCE = 4, _("Task force")
    OTHER = 8, _("Another method")


class InstrumentKind(models.TextChoices):
    QUESTIONNAIRE = "kuesioner", _("Questionnaire")
    WORKSHEET = "lembar-kerja", _("Worksheet or dummy table")
    APPLICATION = "aplikasi", _("Application")
    GUIDE = "pedoman", _("Manual")
    OTHER = "lain", _("Another instrument")


class SampleDesign(models.TextChoices):
    """MS-Keg 5.1"""

    SINGLE = "1", _("Single stage or phase")
    MULTI = "2", _("Several stages or phases")


class Selection(models.TextChoices):
    """MS-Keg 5.2"""

    PROBABILITY = "1", _("Probability sample")
    NONPROBABILITY = "2", _("Non-probability sample")


class ProbabilityMethod(models.TextChoices):
    """MS-Keg 5.3a"""

    SIMPLE = "1", _("Simple random sampling")
    SYSTEMATIC = "2", _("Systematic random sampling")
    STRATIFIED = "3", _("Stratified random sampling")
    CLUSTER = "4", _("Cluster sampling")
    PPS = "5", _("Probability proportional to size")


class NonprobabilityMethod(models.TextChoices):
    """MS-Keg 5.3b"""

    QUOTA = "6", _("Quota sampling")
    ACCIDENTAL = "7", _("Accidental sampling")
    PURPOSIVE = "8", _("Purposive sampling")
    SNOWBALL = "9", _("Snowball sampling")
    SATURATION = "10", _("Saturation sampling")


class FrameKind(models.TextChoices):
    """MS-Keg 5.4"""

    LIST = "1", _("List frame")
    AREA = "2", _("Area frame")


class ErrorKind(models.TextChoices):
    """Which kind of sampling error a figure is."""

    RSE = "rse", _("Relative standard error (RSE)")
    CV = "cv", _("Coefficient of variation (CV)")
    MOE = "moe", _("Margin of error")
    ALPHA = "alpha", _("Level of significance (alpha)")


class Target(models.TextChoices):
    """What the sample size is calculated for."""

    PROPORTION = "proporsi", _("Proportion")
    MEAN = "rata-rata", _("Mean")
    TOTAL = "total", _("Total")


class PrecisionKind(models.TextChoices):
    ABSOLUTE = "absolut", _("Margin of error, in the unit of the estimate")
    RELATIVE = "relatif", _("Margin of error, in per cent of the estimate")
    RSE = "rse", _("Relative standard error, in per cent")


class Allocation(models.TextChoices):
    EQUAL = "sama", _("Equal")
    PROPORTIONAL = "proporsional", _("Proportional")
    NEYMAN = "neyman", _("Neyman")
    COST = "biaya", _("Optimal by cost")
    POWER = "pangkat", _("Power")


class Analysis(models.TextChoices):
    """MS-Keg 7.2"""

    DESCRIPTIVE = "1", _("Descriptive")
    INFERENTIAL = "2", _("Inferential")
    BOTH = "3", _("Descriptive and inferential")


class RuleScope(models.TextChoices):
    RECORD = "rekaman", _("Record")
    GROUP = "kelompok", _("Group of records (household and persons)")
    BETWEEN = "antarrekaman", _("Between records")
    AGGREGATE = "agregat", _("Aggregate")


class Severity(models.TextChoices):
    ERROR = "galat", _("Error")
    WARNING = "peringatan", _("Warning")


class CodingMethod(models.TextChoices):
    EXACT = "persis", _("Exact match")
    DICTIONARY = "kamus", _("Dictionary")
    FUZZY = "mirip", _("Fuzzy match")
    HUMAN = "manual", _("By coders")
    RECODE = "konversi", _("Recoding by a correspondence table")


class ImputationMethod(models.TextChoices):
    DEDUCTIVE = "deduktif", _("Deductive")
    MEAN = "rata-rata", _("Mean or median")
    RATIO = "rasio", _("Ratio")
    REGRESSION = "regresi", _("Regression")
    HOT_DECK = "hot-deck", _("Hot deck")
    NEAREST = "terdekat", _("Nearest neighbour")
    LAST = "periode-lalu", _("Last period")
    NONE = "tidak", _("Not imputed")


class Estimator(models.TextChoices):
    TOTAL = "total", _("Total")
    MEAN = "rata-rata", _("Mean")
    RATIO = "rasio", _("Ratio")
    PROPORTION = "proporsi", _("Proportion")
    QUANTILE = "kuantil", _("Quantile")
    INDICATOR = "indikator", _("Formula of the indicator")


class VarianceMethod(models.TextChoices):
    TAYLOR = "taylor", _("Taylor linearisation")
    JACKKNIFE = "jackknife", _("Jackknife")
    BRR = "brr", _("Balanced repeated replication")
    BOOTSTRAP = "bootstrap", _("Bootstrap")
    NONE = "tidak", _("None (no sample)")


class ProcessStep(models.TextChoices):
    """Parts of the processing plan; the last six are those of a compilation."""

    EDITING = "editing", _("Editing")
    MACRO_EDITING = "macro-editing", _("Macro-editing")
    INTEGRATION = "integrasi", _("Integration of sources")
    WEIGHTING = "penimbang", _("Weighting")
    DERIVATION = "turunan", _("Derivation of variables")
    FINALISATION = "finalisasi", _("Finalisation of data")
    CONFIDENTIALITY = "kerahasiaan", _("Residual disclosure and confidentiality")
    VERIFICATION = "verifikasi", _("Verification and cleaning")
    HARMONISE_UNITS = "harmonisasi-unit", _("Harmonisation of units")
    HARMONISE_VARIABLES = "harmonisasi-variabel", _("Harmonisation of variables")
    STANDARDISE = "standardisasi", _("Standardisation")
    RELATE = "kode-relasi", _("Relation codes")
    AGGREGATE = "agregat", _("Aggregates or indicators")

    @classmethod
    def of_a_compilation(cls) -> "tuple[ProcessStep, ...]":
        """The six steps in their order."""
        return (
            cls.VERIFICATION, cls.HARMONISE_UNITS, cls.HARMONISE_VARIABLES, cls.STANDARDISE, cls.RELATE, cls.AGGREGATE,
        )  # fmt: skip
