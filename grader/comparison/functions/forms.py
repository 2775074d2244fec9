"""A case → the bytes of its arguments, in each of the forms in which vectors can come to code.

NumPy has no columns: some write `w` as `(n,)`, some as `(n, 1)`, and code for the one may fail on
the other. A function is right if it is right in one of the forms.
"""

from __future__ import annotations

from typing import Any, Final

from grader.comparison.functions.cases import Case
from grader.evaluation.sandbox.values import encoded
from grader.language.declarations import Declaration

# By name: whether a column, and whether a row, has one side only.
FORMS: Final = {
    "columns as (n,), rows as (1, n)": (True, False),
    "columns as (n, 1), rows as (1, n)": (False, False),
    "columns and rows as (n,)": (True, True),
}


def shape(case: Case, name: str, form: str) -> tuple[int, ...]:
    """The shape in which an input is sent; a matrix keeps both sides, whatever they are."""
    of = case.inputs[name]
    if not isinstance(of, list):
        return ()
    column_is_flat, row_is_flat = FORMS[form]
    if column_is_flat and name in case.columns:
        return (len(of),)
    if row_is_flat and name in case.rows:
        return (len(of[0]),)
    return (len(of), len(of[0]))


def shape_of_value(case: Case, form: str) -> tuple[int, ...]:
    """The shape in which the value is shown."""
    rows, columns = case.sides
    column_is_flat, row_is_flat = FORMS[form]
    if rows == columns == 1:
        return ()
    if columns == 1 and column_is_flat:
        return (rows,)
    return (columns,) if rows == 1 and row_is_flat else case.sides


def arguments(case: Case, form: str, variables: dict[str, Declaration]) -> list[bytes]:
    """The inputs of a case as they are sent."""
    found = []
    for name, of in case.inputs.items():
        numbers = [entry for row in of for entry in row] if isinstance(of, list) else [float(of)]
        declared = variables.get(name)
        is_whole = isinstance(of, int) or (declared is not None and declared.domain == "integer")
        kind = b"a" if isinstance(of, list) else b"i" if is_whole else b"f"
        found.append(encoded(kind, shape(case, name, form), numbers))
    return found


def forms_of(case: Case) -> list[str]:
    """The forms in which this case differs; one if nothing is a vector."""
    seen: dict[tuple[tuple[int, ...], ...], str] = {}
    for form in FORMS:
        seen.setdefault(tuple(shape(case, name, form) for name in case.inputs), form)
    return list(seen.values())


def call(name: str, case: Case, form: str) -> str:
    """The call as a person would type it: `grad([[1, 2], [0, 1]], [1, 0], 2)`."""
    texts = [literal(of, shape(case, each, form)) for each, of in case.inputs.items()]
    return f"{name}({', '.join(texts)})"


def shown(name: str, case: Case) -> str:
    """The call with its value, as the example is shown before anybody has answered."""
    form = next(iter(FORMS))
    return f"{call(name, case, form)} is {returned(case.value, shape_of_value(case, form), 6)}"


def literal(of: Any, sides: tuple[int, ...]) -> str:
    """Rows or a number in the form of nested lists."""
    if not isinstance(of, list):
        return number(of)
    if len(sides) == 1:
        return "[" + ", ".join(number(entry) for row in of for entry in row) + "]"
    return "[" + ", ".join("[" + ", ".join(map(number, row)) + "]" for row in of) + "]"


def returned(numbers: tuple[float, ...] | list[float], sides: tuple[int, ...], digits: int) -> str:
    """What a call returned, in its shape as far as two sides go."""
    texts = [number(each, digits) for each in numbers]
    if not sides:
        return texts[0]
    if len(sides) == 1:
        return f"[{', '.join(texts)}]"
    width = sides[-1]
    rows = [", ".join(texts[i : i + width]) for i in range(0, len(texts), width or 1)]
    return "[" + ", ".join(f"[{row}]" for row in rows) + "]"


def number(of: float, digits: int = 6) -> str:
    """A number with so many digits, whole ones as they are.

    >>> number(2.0), number(1/3), number(float("nan"))
    ('2', '0.333333', 'nan')
    """
    return f"{of:.{digits}g}"
