"""The form that hands a table in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gsbpm_portal.accounts.models import Organisation
from gsbpm_portal.core import files
from gsbpm_portal.core.forms import HouseForm
from metadata.models.imports import Mode


class UploadForm(HouseForm):
    """A file, how it is taken, and (for items) the organisation that gets them."""

    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"))
    mode = forms.ChoiceField(label=gettext_lazy("What the file does"), widget=forms.RadioSelect, initial=Mode.UPDATE)
    upload = forms.FileField(label=gettext_lazy("File"), max_length=200, allow_empty_file=True)

    def __init__(self, *args: Any, organisations: Mapping[str, Organisation] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = dict(organisations or {})
        modes = [Mode.UPDATE, Mode.NEW, *([] if self.organisations else [Mode.REPLACE])]
        self.fields["mode"].choices = [(mode.value, mode.label) for mode in modes]
        self.fields["upload"].help_text = _("XLSX or CSV, up to %(limit)s, with the columns of the template.") % {
            "limit": filesizeformat(files.size_limit())
        }
        if self.organisations:
            self.fields["organisation"].choices = [(code, str(one)) for code, one in self.organisations.items()]
        else:
            del self.fields["organisation"]

    def clean_organisation(self) -> Organisation:
        return self.organisations[self.cleaned_data["organisation"]]
