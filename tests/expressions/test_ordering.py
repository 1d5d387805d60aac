import pytest

from gsbpm_portal.expressions import CycleError, in_order, parse


def test_each_after_what_it_needs() -> None:
    definitions = {"d": parse("c + a"), "c": parse("b * umur"), "a": parse("1"), "b": parse("a")}
    assert in_order(definitions) == ("a", "b", "c", "d")
    assert in_order({}) == ()


def test_a_long_chain() -> None:
    chain = {f"v{number}": parse(f"v{number - 1} + 1") for number in range(3000, 0, -1)}
    assert in_order(chain)[0] == "v1"


def test_a_cycle_is_told_with_its_path() -> None:
    with pytest.raises(CycleError) as caught:
        in_order({"x": parse("a"), "a": parse("b + 1"), "b": parse("c"), "c": parse("sum(a by rt)")})
    path = caught.value.path
    assert path[0] == path[-1]
    assert [(one, next_one) for one, next_one in zip(path, path[1:], strict=False)] in (
        [("a", "b"), ("b", "c"), ("c", "a")],
        [("b", "c"), ("c", "a"), ("a", "b")],
        [("c", "a"), ("a", "b"), ("b", "c")],
    )
    with pytest.raises(CycleError, match="x → x"):
        in_order({"x": parse("x + 1")})
