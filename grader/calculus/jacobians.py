"""A differential → the Jacobian: vec(dY) = J vec(dX) ⇒ J, outputs × inputs.

vec stacks the columns of a matrix; the entries of a row go from left to right. So a column by a
column, the usual case, is dy = J dx. The identities are those of Magnus & Neudecker (ch. 2, 9);
the main one is vec(A V B) = (Bᵀ ⊗ A) vec(V).
"""

from __future__ import annotations

from grader.calculus.construction import (
    added,
    diagonal,
    entries_of,
    hadamard,
    identity,
    kronecker,
    matrix_product,
    negated,
    ones,
    product,
    quotient,
    transposed,
    zero,
)
from grader.calculus.gradients import (
    Linear,
    pulled_back,
    sum_over,
    unit,
    unit_matrix,
)
from grader.calculus.indices import all_indices, fresh
from grader.calculus.parts import mapped
from grader.language.tree import (
    ONE,
    SCALAR,
    At,
    Diagonal,
    Expression,
    Filled,
    Hadamard,
    Identity,
    IndexedSum,
    Kronecker,
    MatrixProduct,
    Negative,
    Product,
    Quotient,
    Shape,
    Spread,
    Stack,
    Sum,
    Transpose,
    Variable,
    Vectorization,
)


def jacobian_of(differential: Expression | None, dX: Variable, shape: Shape) -> Expression:
    """J, given dY of a shape with vec(dY) = J vec(dX)."""
    if differential is None:
        return zero((entries_of(shape), entries_of(dX.shape)))
    return linear_map(differential, dX, Linear(dX))


def vectorized(node: Expression) -> Expression:
    """vec(A): of a column itself, of a row its transpose."""
    if node.shape[1] == 1:
        return node
    if node.shape[0] == 1:
        return transposed(node)
    match node:
        case Filled(value=value):
            return Filled(value, (entries_of(node.shape), 1))
        case Negative(of=of):
            return negated(vectorized(of))
        case Product(factors=factors):
            return product((*factors[:-1], vectorized(factors[-1])))
        case _:
            return Vectorization(node, (entries_of(node.shape), 1))


def linear_map(linear: Expression, dX: Variable, depends: Linear) -> Expression:
    """J with vec(L(dX)) = J vec(dX)."""

    def of_part(part: Expression) -> Expression:
        return linear_map(part, dX, depends)

    shape = (entries_of(linear.shape), entries_of(dX.shape))
    if not depends(linear):
        return zero(shape)
    if linear.shape == SCALAR:
        return transposed(vectorized(pulled_back(linear, ONE, dX, depends)))
    match linear:
        case Variable():
            return identity(shape[0])
        case Sum(terms=terms):
            return added([of_part(term) for term in terms if depends(term)], shape)
        case Negative(of=of):
            return negated(of_part(of))
        case Vectorization(of=of):
            return of_part(of)
        case Spread(of=of):
            return matrix_product((ones((shape[0], 1)), of_part(of)))
        case IndexedSum(index=index, lower=lower, upper=upper, of=of):
            return IndexedSum(index, lower, upper, of_part(of), shape)
        case Transpose(of=of):
            return of_transpose(of, dX, depends)
        case Product(factors=factors):
            return of_scaling(factors, dX, depends)
        case Hadamard(factors=factors):
            return of_hadamard(factors, dX, depends)
        case MatrixProduct(factors=factors):
            return of_matrix_product(factors, dX, depends)
        case Quotient(of=of, by=by):
            return of_quotient(of, by, dX, depends)
        case Stack():
            return of_stack(linear, dX, depends)
        case Kronecker(left=left, right=right) if left.shape[1] == right.shape[1] == 1:
            return of_kronecker(left, right, dX, depends)
        case _:
            return of_basis(linear, dX)


def of_scaling(factors: tuple[Expression, ...], dX: Variable, depends: Linear) -> Expression:
    """vec(s dM) = s vec(dM); vec(ds M) = vec(M) ds."""
    place = next(i for i, factor in enumerate(factors) if depends(factor))
    others = (*factors[:place], *factors[place + 1 :])
    inner = linear_map(factors[place], dX, depends)
    if place == len(factors) - 1:
        return product((*others, inner))
    return product((*others[:-1], matrix_product((vectorized(others[-1]), inner))))


def of_hadamard(factors: tuple[Expression, ...], dX: Variable, depends: Linear) -> Expression:
    """vec(A ⊙ V) = diag(vec(A)) vec(V)."""
    place = next(i for i, factor in enumerate(factors) if depends(factor))
    weights = hadamard((*factors[:place], *factors[place + 1 :]))
    inner = linear_map(factors[place], dX, depends)
    return matrix_product((diagonal(vectorized(weights)), inner))


def of_matrix_product(factors: tuple[Expression, ...], dX: Variable, depends: Linear) -> Expression:
    """vec(A V B) = (Bᵀ ⊗ A) vec(V), also where A or B is missing; A diag(v) b = A diag(b) v."""
    place = next(i for i, factor in enumerate(factors) if depends(factor))
    middle, after = factors[place], factors[place + 1 :]
    left = matrix_product(factors[:place]) if place else identity(middle.shape[0])
    right = matrix_product(after) if after else identity(middle.shape[1])
    if isinstance(middle, Diagonal) and 1 in (left.shape[0], right.shape[1]):
        inner = linear_map(middle.of, dX, depends)
        if right.shape[1] == 1:
            return matrix_product((left, diagonal(right), inner))
        return matrix_product((transposed(right), diagonal(left), inner))
    inner = linear_map(middle, dX, depends)
    if isinstance(inner, Identity):
        return kronecker(transposed(right), left)
    return matrix_product((kronecker(transposed(right), left), inner))


def of_kronecker(left: Expression, right: Expression, dX: Variable, depends: Linear) -> Expression:
    """Of columns: dv ⊗ b = (I ⊗ b) dv and a ⊗ dv = (a ⊗ I) dv."""
    if depends(left):
        weights = kronecker(identity(left.shape[0]), right)
        return matrix_product((weights, linear_map(left, dX, depends)))
    weights = kronecker(left, identity(right.shape[0]))
    return matrix_product((weights, linear_map(right, dX, depends)))


def of_quotient(of: Expression, by: Expression, dX: Variable, depends: Linear) -> Expression:
    """vec(V / s) = vec(V)/s; entry by entry, vec(V / B) = diag(1/vec(B)) vec(V)."""
    inner = linear_map(of, dX, depends)
    if by.shape == SCALAR:
        return quotient(inner, by)
    weights = quotient(ONE, vectorized(by))
    return matrix_product((weights if of.shape == SCALAR else diagonal(weights), inner))


def of_transpose(of: Expression, dX: Variable, depends: Linear) -> Expression:
    """vec(Vᵀ) = K vec(V) with the commutation matrix K; of a row or column, vec(V)."""
    inner = linear_map(of, dX, depends)
    return inner if 1 in of.shape else matrix_product((commutation(of.shape), inner))


def commutation(shape: Shape) -> Expression:
    """K with vec(Vᵀ) = K vec(V) for V of a shape: Σᵢ eᵢ ⊗ I ⊗ eᵢᵀ (Magnus & Neudecker, 3.7)."""
    rows, columns = shape
    basis = unit(At("i"), rows)
    block = kronecker(basis, kronecker(identity(columns), transposed(basis)))
    return sum_over("i", rows, block)


def of_stack(linear: Stack, dX: Variable, depends: Linear) -> Expression:
    """Of a list of components, the rows of J are the transposed gradients of the components."""
    rows = len(linear.rows)
    found = []
    for i, row in enumerate(linear.rows):
        for j, component in enumerate(row):
            if depends(component):
                place = unit(i + j * rows, entries_of(linear.shape))
                found.append(matrix_product((place, linear_map(component, dX, depends))))
    return added(found, (entries_of(linear.shape), entries_of(dX.shape)))


def of_basis(linear: Expression, dX: Variable) -> Expression:
    """J = Σᵢⱼ vec(L(eᵢ eⱼᵀ)) (eⱼ ⊗ eᵢ)ᵀ, which holds for every linear L."""
    taken = all_indices(linear)
    i = fresh(taken)
    j = fresh(taken | {i})
    rows, columns = dX.shape
    image = substituted(linear, dX.name, unit_matrix(At(i), At(j), dX.shape))
    place = kronecker(unit(At(j), columns), unit(At(i), rows))
    result = matrix_product((vectorized(image), transposed(place)))
    for index, dimension in ((j, columns), (i, rows)):
        result = result if dimension == 1 else sum_over(index, dimension, result)
    return result


def substituted(node: Expression, name: str, by: Expression) -> Expression:
    """The tree with a variable replaced by a tree of its shape."""
    if isinstance(node, Variable):
        return by if node.name == name else node
    return mapped(node, lambda part: substituted(part, name, by))
