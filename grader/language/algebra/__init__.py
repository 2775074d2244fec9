"""Trees → sums, products, quotients and powers of them, or the ShapeError that says why not.

The rules of answer-language: a 1×1 is a scalar; a product scales if either side is a scalar and
multiplies matrices otherwise; what has two readings is refused with both.
"""

from grader.language.algebra.constants import constant
from grader.language.algebra.fitting import (
    UNKNOWN,
    fitted,
    is_open,
    is_open_inside,
    transposed,
    unit_vector,
)
from grader.language.algebra.powers import matrix_power, raised
from grader.language.algebra.products import (
    chained,
    elementwise_product,
    kronecker,
    matrix_product,
    multiplied,
    product,
)
from grader.language.algebra.quotients import divided, inverted, is_elementwise
from grader.language.algebra.source import Source
from grader.language.algebra.sums import added

__all__ = [
    "UNKNOWN",
    "Source",
    "added",
    "chained",
    "constant",
    "divided",
    "elementwise_product",
    "fitted",
    "inverted",
    "is_elementwise",
    "is_open",
    "is_open_inside",
    "kronecker",
    "matrix_power",
    "matrix_product",
    "multiplied",
    "product",
    "raised",
    "transposed",
    "unit_vector",
]
