"""A student's function + inputs → raw numbers, computed in a process that holds nothing.

The verdict never enters the student's process: numbers go out, numbers come back, and whoever
asked compares. What a student may do there besides is taken away in layers (`levels`), before the
first byte of the student's code is compiled.

    in the grader           in a clean process (`python -I -S -B`) that never imports the rest
    sandbox    calls and replies      zygote   imports NumPy once, forks worker after worker
    processes  starts and ends   ──→  worker   locks itself in, then runs the student's code
    channel    bytes, deadlines  ←──  limits, seccomp, landlock, seatbelt   the locks
    levels     which locks hold       source, arrays, watch   texts, numbers, clear refusals

    on both sides: frames (the wire: bounded, strict, never pickled) and values (what is on it)

The files of the right column stand alone: they import the standard library and one another.
"""
