"""A SymPy expression over the reals → forms of it in which what is equal looks equal.

All of them are sound over the reals: symbols are real, so √(x²) is |x|; there is no `force=True`,
so log(ab) opens only where a or b is known to be positive. SymPy reads log, √ and powers over the
complex numbers, with values that agree with the real ones wherever these exist: an identity there
is one here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import sympy as sp
from sympy import Expr, Symbol

from grader.evaluation.disagreement import GIVES_UP

MAX_LENGTH = 100  # operations up to which a difference is simplified for display

Rewriting = Callable[[Expr], Expr]


def tries(rewriting: Rewriting, e: Expr) -> bool:
    """Whether the rewriting, if it applies, makes `e` zero."""
    try:
        return bool(sp.expand(rewriting(e)) == 0)
    except GIVES_UP:
        return False


def reduces(e: Expr) -> bool:
    """Whether a normal form of `e` is zero."""
    return any(tries(rewriting, e) for rewriting in NORMAL_FORMS)


@lru_cache(maxsize=256)  # the same logs and roots come up in one form after the other
def fraction(e: Expr) -> Expr:
    """A reduced quotient of polynomials in all that is not rational in `e`: exp(x), |x|, √x …

    Complete for what is made of symbols and exponentials; what else holds among roots or logs is
    not seen. Common factors cancel at each step, so that the inverse of an inverse stays small.
    """
    powers: dict[Expr, Symbol] = {}
    e = e.replace(sp.exp, lambda inside: _as_powers(inside, powers))
    numbers = sp.QQ_I if e.has(sp.I) else sp.QQ
    generators = list(dict.fromkeys(_generators(e)))
    if generators:
        e = numbers.frac_field(*generators).from_sympy(e).as_expr()
    for inside, symbol in reversed(powers.items()):  # an outer one may hold inner ones
        e = e.xreplace({symbol: sp.exp(inside)})
    return e


def _as_powers(inside: Expr, powers: dict[Expr, Symbol]) -> Expr:
    """exp(2x − y/2) as a²/b with a = exp(x), b = exp(y/2)."""
    product = sp.Integer(1)
    for term in sp.Add.make_args(sp.expand(inside)):
        number, rest = term.as_coeff_Mul()
        if not number.is_Rational:
            number, rest = sp.Integer(1), term
        unit = rest / number.q
        powers.setdefault(unit, sp.Dummy(f"exp{len(powers)}"))
        product *= powers[unit] ** number.p
    return product


def _generators(e: Expr) -> Iterator[Expr]:
    """The largest parts that are not sums, products or whole powers of others."""
    if e.is_Add or e.is_Mul:
        for part in e.args:
            yield from _generators(part)
    elif e.is_Pow and e.exp.is_Integer:
        yield from _generators(e.base)
    elif not e.is_Rational and e != sp.I:
        yield e


def numerator(e: Expr) -> Expr:
    """The numerator over a common denominator, multiplied out: 0 where e is 0."""
    return sp.expand(sp.fraction(sp.together(e))[0])


def settled(e: Expr) -> Expr:
    """Hyperbolic functions as exponentials; logs and roots of factored arguments, opened.

    From the inside out, so that √(4x² + 8xy + 4y²) becomes 2|x + y|, and log(1 + exp(−z)) becomes
    log(1 + exp(z)) − z.
    """
    e = e.replace(lambda part: isinstance(part, HYPERBOLIC), lambda part: part.rewrite(sp.exp))
    return e.replace(_is_log_or_root, _opened)


HYPERBOLIC = (sp.sinh, sp.cosh, sp.tanh)
TRIGONOMETRIC = (sp.sin, sp.cos, sp.tan, sp.sec, sp.csc, sp.cot)


def _is_log_or_root(part: Expr) -> bool:
    return isinstance(part, sp.log) or (
        part.is_Pow and part.exp.is_Rational and not part.exp.is_Integer
    )


def _opened(part: Expr) -> Expr:
    if isinstance(part, sp.log):
        return _opened_log(part.args[0])
    inside = sp.factor(fraction(part.base))
    return sp.expand_power_base(inside**part.exp)


def _opened_log(inside: Expr, *, of_absolute_value: bool = False) -> Expr:
    """log(ab) as log a + log b, log(a²) as 2 log|a|, log|ab| as log|a| + log|b|."""
    opened, rest = sp.Integer(0), sp.Integer(1)
    for factor in sp.Mul.make_args(sp.factor(fraction(inside))):
        base, exponent = factor.as_base_exp()
        is_even = exponent.is_Integer and (of_absolute_value or exponent % 2 == 0)
        if isinstance(base, sp.Abs) and exponent.is_real:
            opened += exponent * _opened_log(base.args[0], of_absolute_value=True)
        elif is_even and base.is_real:
            opened += exponent * sp.log(sp.Abs(base))
        else:
            rest *= factor
    rest = sp.Abs(rest) if of_absolute_value else rest
    return opened + sp.expand_log(sp.log(rest), factor=True)


def with_exponentials(e: Expr) -> Expr:
    """sin, cos, tan … as exponentials: then their identities are those of fractions."""
    return e.replace(lambda part: isinstance(part, TRIGONOMETRIC), lambda p: p.rewrite(sp.exp))


def with_asin(e: Expr) -> Expr:
    """acos x = π/2 − asin x."""
    return e.replace(sp.acos, lambda x: sp.pi / 2 - sp.asin(x))


NORMAL_FORMS: tuple[Rewriting, ...] = (
    fraction,
    sp.expand,
    lambda e: fraction(settled(with_asin(e))),
    lambda e: numerator(settled(with_asin(e))),
    lambda e: fraction(with_exponentials(settled(with_asin(e)))),
    lambda e: numerator(with_exponentials(settled(with_asin(e)))),
)
GENERAL: tuple[Rewriting, ...] = (
    sp.trigsimp,
    sp.powsimp,
    sp.logcombine,
    sp.radsimp,
    lambda e: sp.radsimp(sp.sqrtdenest(e)),
    sp.simplify,
)


# ----- signs ----- --------------------------------------------------------------------------


def sign_form(e: Expr) -> Expr:
    """A product with the sign of `e` almost everywhere, made of factors of unknown sign.

    1 if e ≥ 0 is known, −1 if e ≤ 0 is. x³/(1 + y²) has the sign form x.
    """
    form = sp.Integer(1)
    for factor in sp.Mul.make_args(sp.factor(fraction(e))):
        base, exponent = factor.as_base_exp()
        if factor.is_extended_nonnegative:
            continue
        if factor.is_extended_nonpositive:
            form = -form
        elif exponent.is_Integer and exponent % 2:
            form *= _sign_form_of_sum(base)
        else:
            form *= factor
    return form


INCREASING = (sp.exp, sp.log, sp.atan, sp.asin, sp.sinh, sp.tanh)


def _sign_form_of_sum(e: Expr) -> Expr:
    """1 or −1 for a sum of squares and its like; a − b for exp(a) − exp(b)."""
    for side in (1, -1):
        lead = _lead(sp.expand(side * e))
        if _is_sum_of_squares(side * e) or (lead is not None and sign_form(lead) == 1):
            return sp.Integer(side)
    terms = sp.Add.make_args(e)
    if len(terms) == 2:
        (a, f), (b, g) = (term.as_coeff_Mul() for term in terms)
        if a == -b and isinstance(f, INCREASING) and f.func == g.func:
            return sign_form(a * (f.args[0] - g.args[0]))
    sign = -1 if e.could_extract_minus_sign() else 1
    return sign * sp.expand(sign * e)


def _is_sum_of_squares(e: Expr) -> bool:
    """Whether `e` is a quadratic polynomial over the rationals that is nowhere negative."""
    try:
        polynomial = sp.Poly(e)
    except GIVES_UP:
        return False
    real = all(generator.is_real for generator in polynomial.gens)
    if not real or polynomial.total_degree() != 2 or polynomial.domain not in (sp.ZZ, sp.QQ):
        return False
    form = polynomial.homogenize(sp.Symbol("one", real=True))
    return bool(sp.hessian(form.as_expr(), form.gens).is_positive_semidefinite)


def _lead(e: Expr) -> Expr | None:
    """b − a² where `e` is √b + a, as √(1 + x²) − x is: if that is above 0, `e` is."""
    roots = [term for term in sp.Add.make_args(e) if _is_root(term.as_coeff_Mul()[1])]
    if len(roots) != 1 or e == roots[0] or not roots[0].is_extended_nonnegative:
        return None
    return sp.expand(roots[0] ** 2 - (e - roots[0]) ** 2)


def _is_root(e: Expr) -> bool:
    return bool(e.is_Pow and e.exp == sp.Rational(1, 2))


def is_positive(e: Expr) -> bool:
    """Whether `e` is known to be above 0."""
    if e.is_positive or sp.factor(fraction(e)).is_positive:
        return True
    lead = _lead(e)
    return lead is not None and is_positive(lead)


# ----- display -----------------------------------------------------------------------------


def shortest(e: Expr) -> Expr:
    """An expression equal to `e` that is short to read, found without much work."""
    forms = {len(str(e)): e}
    if e.count_ops() <= MAX_LENGTH:
        for rewriting in (sp.expand, sp.factor, sp.trigsimp):
            try:
                form = rewriting(e)
                forms.setdefault(len(str(form)), form)
            except GIVES_UP:
                continue
    return forms[min(forms)]
