"""A student's Python function + key → verdict: called at many inputs, compared with our values.

verdict   what is asked for, what is found out: plain data
cases     the inputs, with the right value and how far from it is still right
forms     how inputs come to code: `(n,)` or `(n, 1)`
fit       which shapes can be read as the one asked for
trial     the calls, in a fresh process of the sandbox; here the numbers are compared
ratios    mistakes that have a name: transposed, a sign, a factor
wording   what went wrong, in the student's words
judging   all of it
"""
