"""The variables of the demo office follow standards, or a proposal for them is open: the gate of 2.2 lets its cycles pass."""

import pytest

from metadata.models import Version
from phases.design.selectors.variables import standard_lines
from phases.engine.demo import office, registri
from phases.engine.demo.registri.variabel import USES

pytestmark = pytest.mark.django_db


def test_the_demo_office_s_variables_pass_the_gate(settings):

    settings.DEMO_ACCOUNTS = True
    registri.tell(office.open_office())
    versions = Version.objects.select_related("item__organisation")
    by_label = {version.label: version for version in versions}
    for code, uses in USES.items():
        lines = standard_lines([by_label[label] for label, _said in uses])
        assert [line.code for line in lines if not line.is_covered] == [], code
