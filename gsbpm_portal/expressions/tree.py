"""The syntax tree: frozen, typed, public. Compilers, checkers and readers walk it; only its positions are left out when
two trees are compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

ArithmeticSign: TypeAlias = Literal["+", "-", "*", "/"]
ComparisonSign: TypeAlias = Literal["=", "<>", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in the text: line and column from 1, start from 0, length in characters."""

    line: int = 1
    column: int = 1
    start: int = 0
    length: int = 0

    def to(self, other: "Span") -> "Span":
        """From the beginning of this to the end of `other`."""
        return Span(self.line, self.column, self.start, other.start + other.length - self.start)


NOWHERE = Span()


@dataclass(frozen=True, slots=True)
class Node:
    span: Span = field(default=NOWHERE, compare=False, kw_only=True, repr=False)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as written, never negative; 1.0 is the same integer as 1."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A text, or a code of a classification: which of them, its neighbour says."""

    value: str


@dataclass(frozen=True, slots=True)
class Boolean(Node):
    value: bool


@dataclass(frozen=True, slots=True)
class Missing(Node):
    """The missing value itself, as a result of if … then … else."""


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Negative(Node):
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    sign: ArithmeticSign
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    sign: ComparisonSign
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Between(Node):
    """Both limits belong to the range."""

    operand: "Expression"
    low: "Expression"
    high: "Expression"


@dataclass(frozen=True, slots=True)
class IsIn(Node):
    operand: "Expression"
    values: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class InList(Node):
    """The value is a code of a code list of the environment."""

    operand: "Expression"
    code_list: Name


@dataclass(frozen=True, slots=True)
class IsMissing(Node):
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`x not in …`, `x is not missing` and `x not between …` are this around the plain form."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class And(Node):
    operands: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    operands: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Implies(Node):
    """if … then …: a check, the same as `not condition or consequence`."""

    condition: "Expression"
    consequence: "Expression"


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """if … then … else …: a value."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of one record, under its canonical name where it is known."""

    function: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """A function of several records: those that agree in `by` (all, if it is empty) and for which `where` is true."""

    function: str
    operand: "Expression | None"
    where: "Expression | None" = None
    by: tuple[Name, ...] = ()


Expression: TypeAlias = (
    Number
    | Text
    | Boolean
    | Missing
    | Name
    | Negative
    | Arithmetic
    | Comparison
    | Between
    | IsIn
    | InList
    | IsMissing
    | Not
    | And
    | Or
    | Implies
    | Choice
    | Call
    | Aggregate
)


def children(node: Expression) -> tuple[Expression, ...]:
    """The parts of a node that are expressions, as they stand in the text. The name of a code list is none."""
    match node:
        case Negative() | IsMissing() | Not() | InList():
            return (node.operand,)
        case Arithmetic() | Comparison():
            return (node.left, node.right)
        case Between():
            return (node.operand, node.low, node.high)
        case IsIn():
            return (node.operand, *node.values)
        case And() | Or():
            return node.operands
        case Implies():
            return (node.condition, node.consequence)
        case Choice():
            return (node.condition, node.then, node.otherwise)
        case Call():
            return node.arguments
        case Aggregate():
            return (*(part for part in (node.operand, node.where) if part is not None), *node.by)
    return ()


def walk(tree: Expression) -> Iterator[tuple[Expression, int]]:
    """Every node with its depth (the root has 1), in the order of the text; without recursion."""
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((child, depth + 1) for child in reversed(children(node)))


def names(tree: Expression) -> tuple[str, ...]:
    """The variables that the expression reads, each once, in the order of the text."""
    return tuple(dict.fromkeys(node.name for node, _ in walk(tree) if isinstance(node, Name)))


def code_lists(tree: Expression) -> tuple[str, ...]:
    """The code lists that the expression names with `in list`, each once, in the order of the text."""
    return tuple(dict.fromkeys(node.code_list.name for node, _ in walk(tree) if isinstance(node, InList)))
