"""Derivatives on the tree: differential, gradient, Jacobian and Hessian as matrix expressions."""
