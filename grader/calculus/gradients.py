"""A differential that is a number → the gradient: df = tr(Gᵀ dX) ⇒ ∇f = G.

The identification theorem of Magnus & Neudecker (ch. 9). `pulled_back(L, G)` is the matrix H with
⟨G, L(dX)⟩ = ⟨H, dX⟩ for every dX: the adjoint of the linear operations that a differential is
made of, applied from the outside to the inside. ⟨U, V⟩ is tr(Uᵀ V), the sum of the products of
corresponding entries; it lets factors change sides: ⟨G, A V B⟩ = ⟨Aᵀ G Bᵀ, V⟩.
"""

from __future__ import annotations

from collections.abc import Iterable

from grader.calculus.construction import (
    added,
    diagonal,
    entries_of,
    hadamard,
    identity,
    inner,
    kronecker,
    matrix_product,
    negated,
    ones,
    product,
    quotient,
    spread,
    summed,
    traced,
    transposed,
    turned,
    zero,
)
from grader.calculus.indices import all_indices, fresh
from grader.calculus.parts import Containing, parts
from grader.language.tree import (
    ONE,
    SCALAR,
    At,
    Bound,
    Diagonal,
    DiagonalPart,
    Dimension,
    Entry,
    Expression,
    Filled,
    Hadamard,
    Identity,
    Index,
    IndexedSum,
    Kronecker,
    MatrixProduct,
    Negative,
    Product,
    Quotient,
    Shape,
    Slice,
    Spread,
    Stack,
    Sum,
    Total,
    Trace,
    Transpose,
    Unit,
    Variable,
    Vectorization,
)


class Linear(Containing):
    """Which parts of a differential hold dX; and transposes, made once, since trees share parts."""

    def __init__(self, dX: Variable) -> None:
        super().__init__(frozenset((dX.name,)))
        self._transposed: dict[int, tuple[Expression, Expression]] = {}

    def transposed(self, node: Expression) -> Expression:
        """The transpose, carried down to the leaves."""
        if node.shape == SCALAR:
            return node
        known = self._transposed.get(id(node))
        if known is None:
            known = self._transposed[id(node)] = (turned(node, self.transposed), node)
        return known[0]


def gradient_of(differential: Expression | None, dX: Variable) -> Expression:
    """G, given df = tr(Gᵀ dX); zero where f does not depend on X."""
    if differential is None:
        return zero(dX.shape)
    return pulled_back(differential, ONE, dX, Linear(dX))


def pulled_back(linear: Expression, G: Expression, dX: Variable, depends: Linear) -> Expression:
    """H with ⟨G, L(dX)⟩ = ⟨H, dX⟩; a product that L holds several times is gone through once."""
    given: dict[int, list[tuple[tuple[int, ...], Expression]]] = {id(linear): [((), G)]}
    found: list[tuple[tuple[int, ...], Expression]] = []
    for node in outermost_first(linear, depends):
        adjoints = given[id(node)]
        if isinstance(node, Variable):
            found += adjoints
            continue
        if len(adjoints) > 1 and isinstance(node, MatrixProduct):
            adjoints = [(adjoints[0][0], added([one for _, one in adjoints], node.shape))]
        for path, adjoint in adjoints:
            if isinstance(node, IndexedSum):
                inside = pulled_back(node.of, adjoint, dX, depends)
                around = IndexedSum(node.index, node.lower, node.upper, inside, dX.shape)
                found.append((path, around))
                continue
            for place, (part, one) in enumerate(through(node, adjoint, depends)):
                given.setdefault(id(part), []).append(((*path, place), one))
    found.sort(key=lambda pair: pair[0])
    return added([one for _, one in found], dX.shape)


def outermost_first(linear: Expression, depends: Linear) -> Iterable[Expression]:
    """The parts that depend on dX, each once and after all that hold it; a Σ counts as one."""
    done: list[Expression] = []
    seen: set[int] = set()

    def visit(node: Expression) -> None:
        seen.add(id(node))
        if not isinstance(node, IndexedSum):
            for part in parts(node):
                if id(part) not in seen and depends(part):
                    visit(part)
        done.append(node)

    if depends(linear):
        visit(linear)
    return reversed(done)


def through(
    linear: Expression, G: Expression, depends: Linear
) -> Iterable[tuple[Expression, Expression]]:
    """The parts with dX in them, and the adjoints that belong to them."""
    match linear:
        case Sum(terms=terms):
            return [(term, G) for term in terms if depends(term)]
        case Negative(of=of):
            return [(of, negated(G))]
        case Product() | Hadamard() | MatrixProduct() | Kronecker() | Quotient():
            return [through_product(linear, G, depends)]
        case Stack(rows=rows):
            places = ((entry, i, j) for i, row in enumerate(rows) for j, entry in enumerate(row))
            return [(one, entry(G, i, j)) for one, i, j in places if depends(one)]
        case _:
            return [through_structure(linear, G, depends)]


# ----- products ----------------------------------------------------------------------------


def through_product(
    linear: Product | Hadamard | MatrixProduct | Kronecker | Quotient,
    G: Expression,
    depends: Linear,
) -> tuple[Expression, Expression]:
    """The factor with dX in it, and the adjoint that belongs to it."""
    match linear:
        case Product(factors=factors):
            return through_scaling(factors, G, depends)
        case Hadamard(factors=factors):
            place = next(i for i, factor in enumerate(factors) if depends(factor))
            return factors[place], hadamard((G, *factors[:place], *factors[place + 1 :]))
        case MatrixProduct(factors=factors):
            place = next(i for i, factor in enumerate(factors) if depends(factor))
            return factors[place], between(factors[:place], G, factors[place + 1 :], depends)
        case Quotient(of=of, by=by):
            over = quotient(G, by)
            return of, summed(over) if of.shape == SCALAR else over
        case Kronecker(left=left, right=right):
            if depends(left):
                return left, adjoint_of_left(left.shape, right, G)
            return right, adjoint_of_right(left, right.shape, G)


def through_scaling(
    factors: tuple[Expression, ...], G: Expression, depends: Linear
) -> tuple[Expression, Expression]:
    """⟨G, s M⟩: for dX in M the adjoint is s G, for dX in s it is ⟨M, G⟩."""
    place = next(i for i, factor in enumerate(factors) if depends(factor))
    others = (*factors[:place], *factors[place + 1 :])
    factor = factors[place]
    if factor.shape != SCALAR or G.shape == SCALAR:
        return factor, product((*others, G))
    return factor, product((*others[:-1], inner(others[-1], G)))


def between(
    left: tuple[Expression, ...],
    G: Expression,
    right: tuple[Expression, ...],
    depends: Linear,
) -> Expression:
    """⟨G, A V B⟩ = ⟨Aᵀ G Bᵀ, V⟩."""
    before = map(depends.transposed, reversed(left))
    after = map(depends.transposed, reversed(right))
    return matrix_product((*before, G, *after))


# ----- the other linear operations ---------------------------------------------------------


def through_structure(
    linear: Expression, G: Expression, depends: Linear
) -> tuple[Expression, Expression]:
    """For an operation on one operand: the operand, and the adjoint that belongs to it."""
    match linear:
        case Transpose(of=of):
            return of, depends.transposed(G)
        case Trace(of=of):
            return of, product((G, identity(of.shape[0])))
        case Total(of=of):
            return of, product((G, ones(of.shape)))
        case Spread(of=of):
            return of, summed(G)
        case Diagonal(of=of):
            part = DiagonalPart(G, (entries_of(of.shape), 1))
            return of, part if of.shape[1] == 1 else transposed(part)
        case DiagonalPart(of=of):
            return of, diagonal(G)
        case Vectorization(of=of):
            return of, reshaped(G, of.shape)
        case Entry(of=of, row=row, column=column):
            return of, product((G, unit_matrix(row, column, of.shape)))
        case Slice(of=of, row=row, column=column):
            before = () if row is None else (unit(row, of.shape[0]),)
            after = () if column is None else (transposed(unit(column, of.shape[1])),)
            return of, matrix_product((*before, G, *after))
        case _:
            raise AssertionError(f"{type(linear).__name__} is no part of a differential")


def unit(index: Index, dimension: Dimension) -> Expression:
    """e_i; of one component the number 1."""
    return ONE if dimension == 1 else Unit(index, (dimension, 1))


def unit_matrix(row: Index, column: Index, shape: Shape) -> Expression:
    """e_i e_jᵀ: a one in row i and column j, zeros elsewhere."""
    return matrix_product((unit(row, shape[0]), transposed(unit(column, shape[1]))))


def entry(node: Expression, row: Index, column: Index) -> Expression:
    """A[i, j]; of a scalar the scalar."""
    return node if node.shape == SCALAR else Entry(node, row, column)


def sum_over(index: str, dimension: Dimension, of: Expression) -> Expression:
    """Σ over all values of an index."""
    if dimension == 1:
        raise AssertionError("an index with one value needs no sum")
    return IndexedSum(index, Bound(None, 0), Bound(dimension, -1), of, of.shape)


# ----- vec and Kronecker products ----------------------------------------------------------


def reshaped(G: Expression, shape: Shape) -> Expression:
    """The matrix H of a shape with vec(H) = G: Σⱼ (eⱼᵀ ⊗ I) G eⱼᵀ, or what is known to be it."""
    rows, columns = shape
    if columns == 1:
        return G
    if rows == 1:
        return transposed(G)
    match G:
        case Vectorization(of=of) if of.shape == shape:
            return of
        case Filled(value=value):
            return Filled(value, shape)
        case Negative(of=of):
            return negated(reshaped(of, shape))
        case Sum(terms=terms):
            return added([reshaped(term, shape) for term in terms], shape)
        case Product(factors=factors):
            return product((*factors[:-1], reshaped(factors[-1], shape)))
        case Hadamard(factors=factors):
            return hadamard([reshaped(factor, shape) for factor in factors])
        case Spread(of=of):
            return spread(of, shape)
        case _:
            j = fresh(all_indices(G))
            basis = transposed(unit(At(j), columns))
            block = matrix_product((kronecker(basis, identity(rows)), G, basis))
            return sum_over(j, columns, block)


def adjoint_of_right(left: Expression, shape: Shape, G: Expression) -> Expression:
    """⟨G, A ⊗ V⟩ = ⟨Σ aᵢⱼ Gᵢⱼ, V⟩, where Gᵢⱼ is the block of G that belongs to aᵢⱼ."""
    rows, columns = left.shape
    match G:
        case Identity() if rows == columns:
            return product((traced(left), identity(shape[0])))
        case Filled(value=1):
            return product((summed(left), ones(shape)))
        case Kronecker(left=C, right=D) if C.shape == left.shape:
            return product((inner(left, C), D))
        case Product(factors=factors):
            return product((*factors[:-1], adjoint_of_right(left, shape, factors[-1])))
        case Negative(of=of):
            return negated(adjoint_of_right(left, shape, of))
        case Sum(terms=terms):
            return added([adjoint_of_right(left, shape, one) for one in terms], shape)
        case _:
            pass
    if columns == 1:
        return matrix_product((kronecker(transposed(left), identity(shape[0])), G))
    if rows == 1:
        return matrix_product((G, kronecker(transposed(left), identity(shape[1]))))
    i, j = _two_fresh(left, G)
    before = kronecker(transposed(unit(At(i), rows)), identity(shape[0]))
    after = kronecker(unit(At(j), columns), identity(shape[1]))
    block = product((Entry(left, At(i), At(j)), matrix_product((before, G, after))))
    return sum_over(i, rows, sum_over(j, columns, block))


def adjoint_of_left(shape: Shape, right: Expression, G: Expression) -> Expression:
    """⟨G, V ⊗ B⟩ = ⟨H, V⟩ with hᵢⱼ = ⟨B, Gᵢⱼ⟩, Gᵢⱼ the blocks of G of B's shape."""
    rows, columns = right.shape
    match G:
        case Identity() if rows == columns:
            return product((traced(right), identity(shape[0])))
        case Filled(value=1):
            return product((summed(right), ones(shape)))
        case Kronecker(left=C, right=D) if D.shape == right.shape:
            return product((inner(right, D), C))
        case Product(factors=factors):
            return product((*factors[:-1], adjoint_of_left(shape, right, factors[-1])))
        case Negative(of=of):
            return negated(adjoint_of_left(shape, right, of))
        case Sum(terms=terms):
            return added([adjoint_of_left(shape, right, one) for one in terms], shape)
        case _:
            pass
    if columns == 1:
        return matrix_product((kronecker(identity(shape[0]), transposed(right)), G))
    if rows == 1:
        return matrix_product((G, kronecker(identity(shape[1]), transposed(right))))
    i, j = _two_fresh(right, G)
    before = kronecker(identity(shape[0]), transposed(unit(At(i), rows)))
    after = kronecker(identity(shape[1]), unit(At(j), columns))
    block = product((Entry(right, At(i), At(j)), matrix_product((before, G, after))))
    return sum_over(i, rows, sum_over(j, columns, block))


def _two_fresh(*nodes: Expression) -> tuple[str, str]:
    taken = frozenset[str]().union(*map(all_indices, nodes))
    first = fresh(taken)
    return first, fresh(taken | {first})
