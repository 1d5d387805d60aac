"""Part of addresses: the number of a sub-process (3.6), the code of a task (3.6.1)."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from activities import converters as _activity_converters  # noqa: F401 -- <activity:…> and <edition:…> stand beside ours


class SubProcessNumber(StringConverter):
    """3.6: phase and place; so a fixed word of an address never is a number."""

    regex = r"[1-8]\.[1-9][0-9]?"


class TaskCode(StringConverter):
    """3.6.1"""

    regex = r"[1-8]\.[1-9][0-9]?\.[1-9][0-9]?"


register_converter(SubProcessNumber, "subprocess")
register_converter(TaskCode, "task")
