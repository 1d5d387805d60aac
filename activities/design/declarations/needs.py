"""Phase 1: needs, consultations, outputs, concepts, availability (1.1 to 1.5)."""

from django.utils.translation import gettext_lazy as _

from activities.design.declarations.days import happened
from activities.design.declared import Field, Spec, Table
from activities.design.options import (
    Agreement,
    ConceptDecision,
    Confirmation,
    ConsultationKind,
    Level,
    LookupPlace,
    NeedOrigin,
    NeedState,
    OutputKind,
    Reuse,
    Suitability,
    UserKind,
)
from activities.enums import Frequency
from metadata.enums import Kind

NEEDS = Spec(
    "needs",
    _("Data needs"),
    "1.1",
    intro=_("Who needs which data for what. The later parts of the design name the needs that they serve."),
    tables=(
        Table(
            "needs",
            _("Data needs"),
            _("data need"),
            "K",
            (
                Field("title", _("Data needed"), needed=True, help=_("For example the catch by kind of fish and landing place.")),
                Field("user", _("User"), needed=True, help=_("Office, institution or group that asks for the data.")),
                Field("user_kind", _("Kind of user"), "code", choices=UserKind, needed=True),
                Field("purpose", _("Purpose"), "long", needed=True, help=_("Which decision, plan or report the data are used for.")),
                Field("benefit", _("Benefit"), "long"),
                Field("description", _("Description"), "long"),
                Field("level", _("Level needed"), "bits", choices=Level),
                Field("frequency", _("How often"), "code", choices=Frequency),
                Field("wanted_by", _("Needed by"), "date"),
                Field("group", _("Group"), help=_("Needs of one group are shown together.")),
                Field("scores", _("Priority"), "scores"),
                Field("state", _("Taken up"), "code", choices=NeedState),
                Field("state_reason", _("Reason"), "long", when=lambda v: v.get("state") in (NeedState.LATER, NeedState.REFUSED), needed=True, rows=2),
                Field("origin", _("Came from"), "code", choices=NeedOrigin),
                Field("origin_note", _("Where it came from"), help=_("Number of the action, question or meeting.")),
            ),
            columns=("title", "user", "purpose", "state"),
            empty_text=_("The list of data needs stands here. Add the first one, or import a table."),
        ),
        Table(
            "need_variables",
            _("Variables wanted"),
            _("variable wanted"),
            "V",
            (
                Field("need", _("Data need"), "pick", table="needs", needed=True),
                Field("name", _("Variable"), needed=True),
                Field("definition", _("Definition of the user"), "long", needed=True),
                Field("benefit", _("Benefit"), "long", rows=2),
                Field("source", _("Data source"), help=_("Where the user takes it from today, or thinks that it can be had.")),
                Field("release", _("Release"), help=_("Period or day for which it is wanted.")),
                Field("registry", _("Variable of the registry"), "pointer", kinds=(Kind.VARIABLE, Kind.INDICATOR)),
            ),
            columns=("name", "need", "definition", "source", "release"),
            name_field="name",
            empty_text=_("For each need, the variables that its user wants."),
        ),
    ),
)  # fmt: skip

CONSULTATIONS = Spec(
    "consultations",
    _("Consultation and confirmation"),
    "1.2",
    intro=_("What was asked of users and what they answered; each need taken up is confirmed by the institution that asked for it."),
    tables=(
        Table(
            "consultations",
            _("Consultations"),
            _("consultation"),
            "KS",
            (
                Field("title", _("Subject"), needed=True),
                Field("kind", _("Kind"), "code", choices=ConsultationKind, needed=True),
                Field("held_on", _("Day"), "date", needed=True),
                Field("place", _("Place")),
                Field("agenda", _("Agenda"), "long", needed=True),
                Field("participants", _("Participants"), "long", needed=True, rows=6, help=_("One a line: name, institution.")),
                Field("minutes", _("Minutes"), "long", needed=True, rows=8),
                Field("result", _("Result"), "long"),
                Field("needs", _("Needs talked about"), "picks", table="needs"),
                Field("files", _("Attachments"), "files", help=_("Invitation, list of participants, minutes as signed.")),
            ),
            columns=("title", "kind", "held_on", "needs"),
            empty_text=_("Meetings, letters and surveys in which users were asked stand here, with agenda, participants and minutes."),
        ),
        Table(
            "confirmations",
            _("Confirmations"),
            _("confirmation"),
            "KF",
            (
                Field("need", _("Data need"), "pick", table="needs", needed=True),
                Field("institution", _("Institution"), needed=True),
                Field("person", _("Confirmed by"), needed=True),
                Field("position", _("Position")),
                Field("confirmed_on", _("Day"), "date", needed=True),
                Field("answer", _("Answer"), "code", choices=Confirmation, needed=True),
                Field("letter", _("Letter or minutes"), help=_("Number and date, or the consultation in which it was said.")),
                Field("consultation", _("In the consultation"), "pick", table="consultations"),
                Field("note", _("What changes"), "long", when=lambda v: v.get("answer") in (Confirmation.CHANGED, Confirmation.WITHDRAWN), needed=True),
                Field("files", _("Attachments"), "files"),
            ),
            columns=("need", "institution", "person", "confirmed_on", "answer"),
            name_field="institution",
            empty_text=_("For each need taken up, the answer of the institution that asked for it."),
            check=happened("confirmed_on"),
        ),
    ),
)  # fmt: skip

OUTPUTS = Spec(
    "outputs",
    _("Statistical outputs"),
    "1.3",
    intro=_("What the activity is to produce, and which needs each output serves."),
    tables=(
        Table(
            "outputs",
            _("Statistical outputs"),
            _("statistical output"),
            "L",
            (
                Field("title", _("Output"), needed=True),
                Field("kind", _("Kind"), "code", choices=OutputKind, needed=True),
                Field("description", _("Description"), "long"),
                Field("population", _("Population"), "long", needed=True, rows=2, help=_("The units that the figures speak of.")),
                Field("measure", _("What is measured"), needed=True, help=_("For example volume (ton) and value (rupiah) of the catch.")),
                Field("dimensions", _("Dimensions"), "long", needed=True, help=_("One a line: kind of fish, fishing gear, landing place.")),
                Field("indicator", _("Indicator of the registry"), "pointer", kinds=(Kind.INDICATOR,)),
                Field("levels", _("Level at which it is shown (7.4)"), "bits", choices=Level, needed=True),
                Field("levels_other", _("Name the other level"), when=lambda v: bool((v.get("levels") or 0) & Level.OTHER), needed=True),
                Field("frequency", _("Frequency"), "code", choices=Frequency, needed=True),
                Field("needs", _("Needs that it serves"), "picks", table="needs", needed=True),
                Field("review", _("Remarks of the review"), "long", rows=2),
            ),
            columns=("title", "kind", "population", "levels", "frequency", "needs"),
            empty_text=_("The list of statistical outputs stands here: tables, indicators, data sets. Add the first one."),
        ),
    ),
)  # fmt: skip

CONCEPTS = Spec(
    "concepts",
    _("Concepts and definitions"),
    "1.4",
    intro=_("The users' own words beside the registry's, and which of them the activity follows."),
    tables=(
        Table(
            "concepts",
            _("Concepts"),
            _("concept"),
            "C",
            (
                Field("name", _("Term of the users"), needed=True),
                Field("definition", _("Definition of the users"), "long", needed=True),
                Field("source", _("Whose definition it is"), help=_("Institution, regulation or consultation.")),
                Field("need", _("Data need"), "pick", table="needs"),
                Field("registry", _("Entry of the registry"), "pointer",
                      kinds=(Kind.CONCEPT, Kind.VARIABLE, Kind.STANDARD, Kind.INDICATOR, Kind.UNIT_TYPE, Kind.POPULATION)),
                Field("agreement", _("Beside the registry's"), "code", choices=Agreement, needed=True),
                Field("decision", _("Decision"), "code", choices=ConceptDecision, needed=True),
                Field("reason", _("Reason"), "long", rows=2, needed=True, when=lambda v: v.get("decision") == ConceptDecision.OWN),
            ),
            columns=("name", "definition", "registry", "agreement", "decision"),
            name_field="name",
            empty_text=_("Terms that users mean in their own way stand here beside the registry's definition."),
        ),
    ),
)  # fmt: skip

AVAILABILITY = Spec(
    "availability",
    _("Availability of data"),
    "1.5",
    intro=_("Whether data exist already, inside the portal and outside, and what follows from it."),
    tables=(
        Table(
            "lookups",
            _("Look-ups"),
            _("look-up"),
            "P",
            (
                Field("place", _("Looked up in"), "code", choices=LookupPlace, needed=True),
                Field("system", _("System or institution"), needed=True),
                Field("looked_on", _("Day"), "date", needed=True),
                Field("terms", _("Search terms or question"), needed=True),
                Field("finding", _("Finding"), "long", needed=True),
                Field("suitability", _("Suitability"), "code", choices=Suitability, needed=True),
                Field("needs", _("Data needs"), "picks", table="needs"),
                Field("address", _("Address"), "url"),
                Field("files", _("Evidence"), "files", help=_("Screen picture, letter or answer.")),
            ),
            columns=("system", "looked_on", "terms", "suitability", "needs"),
            name_field="system",
            empty_text=_("Each look-up outside of the portal is written down here: where, when, with which words, what was found."),
            check=happened("looked_on"),
        ),
        Table(
            "reuses",
            _("Could be reused"),
            _("decision on reuse"),
            "G",
            (
                Field("subject", _("Activity or data set"), needed=True, max_length=120),
                Field("title", _("Title"), needed=True),
                Field("score", _("Likeness"), "percent", minimum=0, maximum=100),
                Field("why", _("What is alike"), "long", rows=2),
                Field("decision", _("Decision"), "code", choices=Reuse, needed=True),
                Field("reason", _("Reason"), "long", needed=True, rows=2),
            ),
            columns=("title", "score", "decision", "reason"),
            empty_text=_("What is much alike in the portal is shown above; each decision on it stands here with its reason."),
        ),
    ),
)  # fmt: skip

SECTIONS = (NEEDS, CONSULTATIONS, OUTPUTS, CONCEPTS, AVAILABILITY)
