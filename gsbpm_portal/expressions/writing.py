"""The canonical text of a tree: English words, double quotes, one space, brackets only where they are needed.
`parse(unparse(tree)) == tree` for every tree that `parse` gives."""

from collections.abc import Iterable

from gsbpm_portal.expressions import tree as t
from gsbpm_portal.expressions.parsing import is_plain

# How strongly a form holds together: the grammar's order of strength.
IF, OR, AND, NOT, PREDICATE, SUM, PRODUCT, FACTOR, ATOM = range(9)


def strength(node: t.Expression) -> int:
    """The level of the grammar at which the node stands."""
    match node:
        case t.Implies() | t.Choice():
            return IF
        case t.Or():
            return OR
        case t.And():
            return AND
        case t.Not():
            return PREDICATE if _inner_not(node) else NOT
        case t.Comparison() | t.Between() | t.IsIn() | t.InList() | t.IsMissing():
            return PREDICATE
        case t.Arithmetic():
            return SUM if node.sign in "+-" else PRODUCT
        case t.Negative():
            return FACTOR
    return ATOM


def unparse(tree: t.Expression) -> str:
    """The one text of this tree."""
    match tree:
        case t.Number():
            return f"{tree.value:f}"
        case t.Text():
            return '"' + tree.value.replace('"', '""') + '"'
        case t.Boolean():
            return "true" if tree.value else "false"
        case t.Missing():
            return "missing"
        case t.Name():
            return tree.name if is_plain(tree.name) else f"`{tree.name}`"
        case t.Negative():
            return f"-{_at(tree.operand, FACTOR)}"
        case t.Arithmetic():
            level = strength(tree)
            return f"{_at(tree.left, level)} {tree.sign} {_at(tree.right, level + 1)}"
        case t.Comparison():
            return f"{_at(tree.left, SUM)} {tree.sign} {_at(tree.right, SUM)}"
        case t.Not():
            return _predicate(tree.operand, "not ") if _inner_not(tree) else f"not {_at(tree.operand, NOT)}"
        case t.And():
            return " and ".join(_at(operand, NOT) for operand in tree.operands)
        case t.Or():
            return " or ".join(_at(operand, AND) for operand in tree.operands)
        case t.Implies():
            return f"if {_at(tree.condition, OR)} then {_at(tree.consequence, OR)}"
        case t.Choice():
            return f"if {_at(tree.condition, OR)} then {_at(tree.then, OR)} else {_at(tree.otherwise, IF)}"
        case t.Call():
            return f"{tree.function}({_list(tree.arguments, IF)})"
        case t.Aggregate():
            operand = unparse(tree.operand) if tree.operand is not None else ""
            where = f"where {unparse(tree.where)}" if tree.where is not None else ""
            by = f"by {_list(tree.by, ATOM)}" if tree.by else ""
            return f"{tree.function}({' '.join(part for part in (operand, where, by) if part)})"
        case t.Between() | t.IsIn() | t.InList() | t.IsMissing():
            return _predicate(tree)


def _inner_not(node: t.Not) -> bool:
    """The denial is written inside: `x not in …`, `x is not missing`."""
    return isinstance(node.operand, t.Between | t.IsIn | t.InList | t.IsMissing)


def _at(node: t.Expression, least: int) -> str:
    text = unparse(node)
    return text if strength(node) >= least else f"({text})"


def _list(nodes: Iterable[t.Expression], least: int) -> str:
    return ", ".join(_at(node, least) for node in nodes)


def _predicate(node: t.Expression, denial: str = "") -> str:
    match node:
        case t.IsMissing():
            return f"{_at(node.operand, SUM)} is {denial}missing"
        case t.IsIn():
            return f"{_at(node.operand, SUM)} {denial}in ({_list(node.values, SUM)})"
        case t.InList():
            return f"{_at(node.operand, SUM)} {denial}in list {unparse(node.code_list)}"
        case t.Between():
            return f"{_at(node.operand, SUM)} {denial}between {_at(node.low, SUM)} and {_at(node.high, SUM)}"
    raise TypeError(type(node).__name__)
