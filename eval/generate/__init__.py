"""Makes invented reports with their exact expected facts, from a seed.

1. `bodies`: invented places and offices, and how big their numbers are
2. `values`: true numbers of a body and year, consistent within the report and over the years
3. `flaws`: what is printed wrong or left empty on purpose
4. `sums`: which sums that breaks, and which empty cells have one possible value only
5. `narrative`: the words around the tables
6. `layout`: paragraphs and tables with spans (`grid` has the records)
7. `report`: all of it put together, with the gold
8. `render`: the layout as the bytes of a file
"""

from eval.generate.report import Gold, Order, any_order, gold_as_json, make_report

__all__ = ["Gold", "Order", "any_order", "gold_as_json", "make_report"]
