"""The reference interpreter: one record in, one value out. It is the meaning of the language; compilers are held to it.

Missing is None. Comparisons, reckoning and functions (but coalesce) with a missing part are missing; `and`, `or`, `not` follow
the three-valued tables of SQL; `if … then … else` with a missing condition is missing. What cannot be computed is missing as
well, with a reason. `and`, `or`, `if` and `coalesce` look only at as many parts as they need, from the left."""

import decimal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias, TypeGuard, cast

from gsbpm_portal.expressions import tree as t
from gsbpm_portal.expressions.environment import EMPTY, Environment
from gsbpm_portal.expressions.evaluation_functions import COMPUTE, Refused
from gsbpm_portal.expressions.functions import FUNCTIONS
from gsbpm_portal.expressions.messages import Parameter, Problem, problem
from gsbpm_portal.expressions.parsing import DECIMALS, DIGITS, LARGEST, MAX_PROBLEMS

Value: TypeAlias = Decimal | str | bool | date | None
Record: TypeAlias = Mapping[str, object]

CONTEXT = decimal.Context(
    prec=DIGITS,
    rounding=decimal.ROUND_HALF_EVEN,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)

TAKEN: dict[str, type | tuple[type, ...]] = {
    "number": Decimal,
    "integer": Decimal,
    "text": str,
    "date": date,
    "any": (Decimal, str),
}


@dataclass(frozen=True, slots=True)
class Result:
    """The value, and why something on the way to it could not be computed."""

    value: Value
    reasons: tuple[Problem, ...] = ()


def evaluate(
    tree: t.Expression, record: Record, environment: Environment = EMPTY, rows: Sequence[Record] | None = None
) -> Result:
    """The value of a checked tree for one record. Never raises for what the record holds.

    Numbers may come as int, Decimal or float and go as Decimal; a name that the record lacks is missing. `environment`
    gives the code lists of `in list`; `rows` the records over which groups are formed (the record alone, if left out).
    """
    interpreter = _Interpreter(environment, (record,) if rows is None else rows)
    with decimal.localcontext(CONTEXT):
        value = interpreter.value(tree, record)
    return Result(value, tuple(dict.fromkeys(interpreter.reasons))[:MAX_PROBLEMS])


class _Interpreter:
    def __init__(self, environment: Environment, rows: Sequence[Record]):
        self.environment = environment
        self.rows = rows
        self.reasons: list[Problem] = []

    def refuse(self, node: t.Expression, id: str, **parameters: Parameter) -> None:
        if len(self.reasons) < 10 * MAX_PROBLEMS:
            self.reasons.append(problem(id, node.span, **parameters))

    def value(self, node: t.Expression, record: Record) -> Value:
        match node:
            case t.Number() | t.Text() | t.Boolean():
                return node.value
            case t.Missing():
                return None
            case t.Name():
                return self.read(node, record)
            case t.Negative():
                number = self.number(node.operand, record)
                return None if number is None else -number
            case t.Arithmetic():
                return self.arithmetic(node, record)
            case t.Comparison():
                return self.compare(node, node.sign, self.value(node.left, record), self.value(node.right, record))
            case t.Between():
                value = self.value(node.operand, record)
                low = self.compare(node, ">=", value, self.value(node.low, record))
                return (
                    False
                    if low is False
                    else _all((low, self.compare(node, "<=", value, self.value(node.high, record))))
                )
            case t.IsIn():
                value = self.value(node.operand, record)
                return _any(self.compare(node, "=", value, self.value(part, record)) for part in node.values)
            case t.InList():
                text = self.value(node.operand, record)
                codes = self.environment.code_lists.get(node.code_list.name)
                return None if text is None or codes is None else text in codes.codes
            case t.IsMissing():
                return self.value(node.operand, record) is None
            case t.Not():
                return _not(self.truth(node.operand, record))
            case t.And():
                return _all(self.truth(part, record) for part in node.operands)
            case t.Or():
                return _any(self.truth(part, record) for part in node.operands)
            case t.Implies():
                condition = self.truth(node.condition, record)
                return True if condition is False else _any((_not(condition), self.truth(node.consequence, record)))
            case t.Choice():
                truth = self.truth(node.condition, record)
                return None if truth is None else self.value(node.then if truth else node.otherwise, record)
            case t.Call():
                return self.call(node, record)
            case t.Aggregate():
                return self.aggregate(node, record)

    # Values ------------------------------------------------------------------------------------------------------------

    def read(self, node: t.Name, record: Record) -> Value:
        raw = record.get(node.name)
        if raw is None or isinstance(raw, bool | str):
            return raw
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        if isinstance(raw, int | Decimal | float):
            try:
                number = Decimal(str(raw)) if isinstance(raw, float) else Decimal(raw)
                if number.is_finite():
                    return self.kept(node, +number)
            except (decimal.DecimalException, ValueError):
                pass
        self.refuse(node, "bad_value", found=_shown(raw))
        return None

    def kept(self, node: t.Expression, number: Decimal) -> Decimal | None:
        """A number within the limits of the language: 34 digits, below 1e30, nothing beyond 30 decimals alone."""
        if abs(number) >= LARGEST:
            self.refuse(node, "overflow")
            return None
        return Decimal(0) if not number or number.adjusted() < -DECIMALS else number

    def number(self, node: t.Expression, record: Record) -> Decimal | None:
        value = self.value(node, record)
        if value is None or isinstance(value, Decimal):
            return value
        self.refuse(node, "bad_value", found=_shown(value))
        return None

    def truth(self, node: t.Expression, record: Record) -> bool | None:
        value = self.value(node, record)
        if value is None or isinstance(value, bool):
            return value
        self.refuse(node, "bad_value", found=_shown(value))
        return None

    def compare(self, node: t.Expression, sign: str, left: Value, right: Value) -> bool | None:
        if left is None or right is None:
            return None
        if type(left) is not type(right):
            self.refuse(node, "bad_value", found=_shown(right))
            return None
        if sign in ("=", "<>"):
            return (left == right) is (sign == "=")
        if not isinstance(left, Decimal | date):
            self.refuse(node, "bad_value", found=_shown(left))
            return None
        other = cast(Any, right)
        smaller, larger = left < other, left > other
        return {"<": smaller, "<=": not larger, ">": larger, ">=": not smaller}[sign]

    def arithmetic(self, node: t.Arithmetic, record: Record) -> Decimal | None:
        left, right = self.number(node.left, record), self.number(node.right, record)
        if left is None or right is None:
            return None
        match node.sign:
            case "+":
                result = left + right
            case "-":
                result = left - right
            case "*":
                result = left * right
            case "/":
                if not right:
                    self.refuse(node, "division_by_zero")
                    return None
                result = left / right
        return self.kept(node, result)

    # Functions ---------------------------------------------------------------------------------------------------------

    def call(self, node: t.Call, record: Record) -> Value:
        if node.function == "coalesce":
            values = (self.value(part, record) for part in node.arguments)
            return next((value for value in values if value is not None), None)
        function = FUNCTIONS.get(node.function)
        if function is None or not function.allows(len(node.arguments)):
            self.refuse(node, "outside_domain", function=node.function)
            return None
        arguments = [self.value(part, record) for part in node.arguments]
        if any(argument is None for argument in arguments):
            return None
        for place, argument in enumerate(arguments):
            if not isinstance(argument, TAKEN[function.parameter(place)]):
                self.refuse(node, "bad_value", found=_shown(argument))
                return None
        return self.computed(node, node.function, arguments)

    def computed(self, node: t.Call, function: str, arguments: list[Value]) -> Value:
        try:
            result: Value = COMPUTE[function](*arguments)
        except Refused as refused:
            shown = {"found": refused.found} if refused.found else {"function": function}
            self.refuse(node, refused.id, **shown)
            return None
        except decimal.Overflow:
            self.refuse(node, "overflow")
            return None
        except decimal.DecimalException:
            self.refuse(node, "outside_domain", function=function)
            return None
        return self.kept(node, result) if _is_number(result) else result

    def aggregate(self, node: t.Aggregate, record: Record) -> Value:
        group = [row for row in self.rows if self.same_group(node, record, row)]
        if node.where is not None:
            group = [row for row in group if self.truth(node.where, row) is True]
        if node.operand is None:
            return Decimal(len(group))
        values = [value for row in group if (value := self.value(node.operand, row)) is not None]
        if node.function == "count":
            return Decimal(len(values))
        if not values:
            return None
        if not (all(map(_is_number, values)) or (node.function in ("min", "max") and all(map(_is_date, values)))):
            self.refuse(node, "outside_domain", function=node.function)
            return None
        if node.function in ("min", "max"):
            chosen = min if node.function == "min" else max
            return chosen(cast(list[Decimal], values))
        total = sum(cast(list[Decimal], values), Decimal(0))
        return self.kept(node, total / len(values) if node.function == "mean" else total)

    def same_group(self, node: t.Aggregate, record: Record, row: Record) -> bool:
        """Missing keys are a group of their own, as in GROUP BY."""
        return all(self.read(name, record) == self.read(name, row) for name in node.by)


def _is_number(value: Value) -> TypeGuard[Decimal]:
    return isinstance(value, Decimal)


def _is_date(value: Value) -> bool:
    return isinstance(value, date)


def _shown(value: object) -> str:
    return type(value).__name__ if not isinstance(value, str | Decimal | bool | date) else str(value)


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _all(truths: Iterable[bool | None]) -> bool | None:
    """Three-valued and: false if any is false, else missing if any is missing, else true."""
    result: bool | None = True
    for truth in truths:
        if truth is False:
            return False
        result = None if truth is None else result
    return result


def _any(truths: Iterable[bool | None]) -> bool | None:
    """Three-valued or: true if any is true, else missing if any is missing, else false."""
    result: bool | None = False
    for truth in truths:
        if truth is True:
            return True
        result = None if truth is None else result
    return result
