"""Sub-process 2.6: systems, workflow, who is responsible, risks; and who signs the notification."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activities.design.declarations.posts import POSTS
from activities.design.declared import Field, Group, Spec, Table

WORKFLOW = Spec(
    "workflow",
    _("Systems and workflow"),
    "2.6",
    intro=_("Which process is done by whom with which system, from collection to dissemination."),
    tables=(
        Table(
            "systems",
            _("Systems"),
            _("system"),
            "Y",
            (
                Field("title", _("System or application"), needed=True),
                Field("purpose", _("What it is used for"), "long", rows=2, needed=True),
                Field("owner", _("Owner")),
                Field("state", _("State"), help=_("In use, to be built, to be adapted.")),
                Field("data", _("Data kept in it"), "long", rows=2),
                Field("security", _("Protection"), "long", rows=2),
            ),
            columns=("title", "purpose", "owner", "state"),
            empty_text=_("Applications, data bases and programs that the activity works with."),
        ),
        Table(
            "processes",
            _("Processes"),
            _("process"),
            "F",
            (
                Field("subprocess", _("Sub-process"), needed=True, max_length=4, help=_("For example 4.3; the processes are drawn in this order.")),
                Field("title", pgettext_lazy("step of the work", "Process"), needed=True),
                Field("description", _("Description"), "long", needed=True, rows=3),
                Field("input", _("Comes in"), needed=True, offers=("processes.output",)),
                Field("output", _("Goes out"), needed=True),
                Field("system", _("System"), "pick", table="systems"),
                Field("responsible", _("Responsible (R)"), needed=True, offers=POSTS, help=_("Who does it.")),
                Field("accountable", _("Accountable (A)"), needed=True, offers=POSTS, help=_("Who answers for it: one post.")),
                Field("consulted", _("Consulted (C)"), offers=POSTS),
                Field("informed", _("Informed (I)"), offers=POSTS),
                Field("starts", _("From"), "date"),
                Field("ends", _("Until"), "date"),
            ),
            columns=("subprocess", "title", "system", "responsible", "accountable"),
            empty_text=_("Every process from collection to dissemination stands here, with who does it and which system is used."),
            check=lambda values, rows: (
                {"ends": _("The last day is before the first.")}
                if values.get("starts") and values.get("ends") and values["ends"] < values["starts"]
                else {}
            ),
        ),
        Table(
            "risks",
            _("Risks"),
            _("risk"),
            "RS",
            (
                Field("title", _("Risk"), needed=True),
                Field("cause", _("Cause"), "long", rows=2),
                Field("likelihood", _("Likelihood (1 to 5)"), "int", minimum=1, maximum=5, needed=True),
                Field("impact", _("Impact (1 to 5)"), "int", minimum=1, maximum=5, needed=True),
                Field("mitigation", _("What is done about it"), "long", rows=3, needed=True),
                Field("owner", _("In charge"), needed=True, offers=POSTS),
                Field("due", _("By"), "date"),
            ),
            columns=("title", "likelihood", "impact", "mitigation", "owner"),
            empty_text=_("What may go wrong, how likely and how bad it is, and what is done about it."),
        ),
    ),
)  # fmt: skip


def _person(prefix: str) -> tuple[Field, ...]:
    return (
        Field(f"{prefix}_name", _("Name"), needed=True),
        Field(f"{prefix}_position", _("Position"), needed=True),
        Field(f"{prefix}_address", _("Address"), "long", rows=2),
        Field(f"{prefix}_phone", _("Telephone"), "phone", max_length=40),
        Field(f"{prefix}_fax", _("Fax"), "phone", max_length=40),
        Field(f"{prefix}_email", _("E-mail"), "email"),
    )


def _names(prefix: str) -> tuple[str, ...]:
    return tuple(field.name for field in _person(prefix))


OF_THE_OFFICE = _("Left empty, that of the office as the administration keeps it.")

CONTACTS = Spec(
    "contacts",
    _("Organiser and persons in charge"),
    "2.6",
    intro=_("Whom BPS and users can ask. The notification (FS3, FP-KPA) and the activity's metadata read it from here."),
    fields=(
        Field("organiser", _("Organising office at echelon II"), help=_("Left empty, the office of the activity.")),
        Field("address", _("Address"), "long", rows=2, help=_("Left empty, the address of the office.")),
        Field("regency", _("Regency or city"), help=OF_THE_OFFICE),
        Field("province", _("Province"), help=OF_THE_OFFICE),
        Field("phone", _("Telephone"), "phone", max_length=40, help=OF_THE_OFFICE),
        Field("fax", _("Fax"), "phone", max_length=40, help=OF_THE_OFFICE),
        Field("email", _("E-mail"), "email", help=OF_THE_OFFICE),
        Field("echelon1", _("Echelon I unit in charge"), help=_("For a local government its head or secretary.")),
        Field("echelon2", _("Echelon II unit in charge"), help=_("Left empty, the organising office.")),
        *_person("responsible"),
        *_person("manager"),
        Field("walidata_unit", _("Walidata unit"), help=_("Left empty, the office of the team's walidata contact.")),
        Field("walidata_email", _("E-mail of the walidata"), "email", help=_("Left empty, the address of the team's walidata contact.")),
    ),
    groups=(
        Group("penyelenggara", _("Organiser"), ("organiser", "address", "regency", "province", "phone", "fax", "email", "echelon1", "echelon2")),
        Group("penanggung-jawab", _("Person in charge at the office"), _names("responsible"), _("Knows the general matters of the activity (FS3 2.1).")),
        Group("manajer", _("Manager of the activity"), _names("manager"), _("Knows the technical matters (FS3 2.2, MS-Keg 2.2).")),
        Group("walidata", _("Walidata"), ("walidata_unit", "walidata_email")),
    ),
)  # fmt: skip

NOTIFICATION = Spec(
    "notification",
    _("Notification"),
    "2.6",
    intro=_("What only the notification asks."),
    fields=(
        Field("survey_title", _("Title in the notification"), help=_("Way of collecting + main component + area. Left empty, the title of the activity.")),
        Field("estimation_level_note", _("Expected level of estimation, in words")),
        Field("data_kind", _("Kind of data (FP-KPA 5.3)"), help=_("For example micro data, macro data.")),
        Field("exempt_reason", _("Why no recommendation is needed"), "long", rows=3, help=_("For basic statistics and special statistics, or where BPS said so.")),
        Field("earlier_publication", _("Earlier publication")),
    ),
    tables=(
        Table(
            "supporting",
            _("Supporting files"),
            _("supporting file"),
            "BP",
            (
                Field("title", _("Name of the document"), needed=True, help=_("For example terms of reference, dummy table.")),
                Field("files", _("Files"), "files"),
                Field("note", _("Note")),
            ),
            columns=("title", "files", "note"),
            empty_text=_("What goes with the notification besides the drafts of the instruments: terms of reference, dummy tables."),
        ),
    ),
)  # fmt: skip

SECTIONS = (WORKFLOW, CONTACTS, NOTIFICATION)
