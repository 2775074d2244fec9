"""Exercise + submission → marks.

In the order of the work:

    result     Status, GradedPart, GradedSubmission, GradedStudent: plain data
    formula    one answer to a part that asks for a formula; a further kind is a further file
    marking    one answer to any part; our own failures stop here
    student    all files of a student
    classroom  many students, in several processes
"""
