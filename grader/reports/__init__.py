"""The same result, told several ways; all of them are written from the record.

In the order of the work:

    record     GradedStudent → the versioned record, and its JSON
    visible    what a student typed → characters that can be seen and cannot mislead
    markdown   record → a page for the student
    plain      record → lines for a terminal
    table      one row a student → the CSV gradebook of the class
"""
