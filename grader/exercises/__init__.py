"""What the author wrote: a file per sheet → Exercise, and whether its keys are right.

In the order of the work:

    model     Exercise, Part, and what each kind of part asks: plain data
    fields    one table of a file → its values, with a complaint for each that does not fit
    formula   … of a part that asks for a formula; a further kind is a further file
    loading   a document → Exercise, or all complaints
    keys      is each reference what it should be? one report per exercise
    cache     documents and lint results remembered between runs
    library   a folder of exercises → the sheets that may be used for marking
"""
