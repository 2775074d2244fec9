"""A derivation: a text with one step per line → is each step right, and is it the proof asked for?

lines      the text → its expressions, with the reasons beside them
forms      a tree → its number; trees that differ in trivial ways have the same
reading    an expression → the tree as written, and with its derivatives worked out
pairs      one step and the one before it → are they equal, and where not?
padding    a step → what it says without padding
judgement  all steps → a verdict for each; the start, the end, how much work there is
share      a judgement → the share of the points that it earns
"""
