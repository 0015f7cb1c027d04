"""Reports whose files are broken at random, and a reader that can be killed.

1. `rows`: rows of a table change places before the report is drawn; no fact changes
2. `mutations`: a drawn file is broken: bytes, ends, tags, digits
3. `numbers`: whether breaking it touched a number
4. `reader`: a process of its own reads the file; it is killed when it takes too long

The suite `eval.suites.fuzz` judges what comes out: no traceback, no hang, nothing wrong in silence where no number was
touched.
"""
