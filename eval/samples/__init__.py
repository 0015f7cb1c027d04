"""The sample collection: small reports of invented bodies, with what a reader has to find in each.

`make` lists the samples and writes them: `python -m eval.samples` makes `reports/` and `gold/` anew.
"""
