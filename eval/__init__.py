"""Measures the program: on reports invented for it, whose every number is known.

- `generate`: makes invented reports in many formats, with the facts a reader has to find
- `samples`: the committed sample collection, and the script that makes it
- `bench`: what loading, extracting, storing and searching cost, by format
"""
