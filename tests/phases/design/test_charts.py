"""The curve: pure, escaped, with a text alternative, nothing styled inline."""

from xml.etree import ElementTree

from phases.design.charts import Words, curve

WORDS = Words(title="Galat <b>", description="Semakin banyak", across="unit", up="RSE", mark="n = 100: 5 %")


def test_a_curve_is_well_formed_titled_and_without_style():
    drawn = curve([(10.0, 9.0), (100.0, 5.0), (200.0, 3.0)], (100.0, 5.0), words=WORDS, across=str, up=str)
    root = ElementTree.fromstring(drawn)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "kurva-title kurva-desc"
    assert [node.text for node in root][:2] == ["Galat <b>", "Semakin banyak"]
    assert "style=" not in drawn
    marks = [node for node in root.iter() if node.attrib.get("class") == "curve__mark"]
    assert len(marks) == 1


def test_the_axis_begins_at_zero_and_a_single_size_is_drawn_too():
    drawn = curve([(5.0, 0.0), (6.0, 0.0)], (5.0, 0.0), words=WORDS, across=str, up=str)
    assert ElementTree.fromstring(drawn) is not None
    drawn = curve(
        [(10.0, 9.3), (100.0, 5.0)], (100.0, 5.0), words=WORDS, across=lambda x: f"{x:g}", up=lambda y: f"{y:g}"
    )
    labels = [node.text for node in ElementTree.fromstring(drawn).iter() if node.attrib.get("class") == "curve__label"]
    assert labels[:6] == ["0", "2", "4", "6", "8", "10"]
