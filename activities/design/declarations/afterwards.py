"""What a cycle leaves for the next one: questions of users (7.5) and the action plan (8.3). A data need that follows from one of
them is proposed to the next cycle."""

from django.utils.translation import gettext_lazy as _

from activities.design.declarations.days import happened
from activities.design.declarations.posts import POSTS
from activities.design.declared import Field, Spec, Table
from activities.design.options import ActionState, QuestionState, UserKind

QUESTIONS = Spec(
    "questions",
    _("Questions of users"),
    "7.5",
    intro=_("What users asked about the results, and what they were answered. Data that they miss are proposed as needs of the next cycle."),
    tables=(
        Table(
            "questions",
            _("Questions of users"),
            _("question"),
            "TP",
            (
                Field("asked_on", _("Day"), "date", needed=True),
                Field("user", _("User"), needed=True, help=_("Office, institution or group that asks.")),
                Field("user_kind", _("Kind of user"), "code", choices=UserKind),
                Field("question", _("Question"), "long", needed=True, rows=3),
                Field("answer", _("Answer"), "long", rows=3),
                Field("state", _("State"), "code", choices=QuestionState, needed=True),
                Field("need", _("Data that would answer it"), help=_("Proposed to the next cycle as a data need; left empty where no data are missing.")),
            ),
            columns=("asked_on", "user", "question", "state", "need"),
            name_field="question",
            empty_text=_("Questions that reached the activity stand here, with their answers and the data that are missing."),
            check=happened("asked_on"),
        ),
    ),
)  # fmt: skip

ACTIONS = Spec(
    "actions",
    _("Action plan"),
    "8.3",
    intro=_("What is to become better in the next cycle, who does it and by when. Data needs that follow are proposed to the next cycle."),
    tables=(
        Table(
            "actions",
            _("Actions"),
            _("action"),
            "RA",
            (
                Field("title", _("Action"), needed=True),
                Field("finding", _("Finding that it answers"), "long", needed=True, rows=3),
                Field("subprocess", _("Sub-process"), max_length=4, help=_("Where it is done, for example 4.3.")),
                Field("responsible", _("In charge"), needed=True, offers=POSTS),
                Field("due", _("By"), "date"),
                Field("state", _("State"), "code", choices=ActionState, needed=True),
                Field("need", _("Data need that follows"), help=_("Proposed to the next cycle; left empty where the action needs no new data.")),
                Field("user", _("User of these data")),
            ),
            columns=("title", "subprocess", "responsible", "due", "state", "need"),
            empty_text=_("Each action stands here with the finding that it answers, who is in charge and by when it is done."),
        ),
    ),
)  # fmt: skip

SECTIONS = (QUESTIONS, ACTIONS)
