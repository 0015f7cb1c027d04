"""Makes invented reports with their exact expected facts, from a seed.

1. `bodies`: invented places and offices, and how big their numbers are
2. `values`: true numbers of a body and year, consistent within the report and over the years
3. `flaws`: what is printed wrong or left empty on purpose
4. `narrative`, `topics`, `retold`: the words around the tables, what they count, and what of the tables they tell again
5. `layout`: paragraphs and tables with spans (`grid` has the records)
6. `damage`: what tools and hurried hands do to all that (`damage_cells`, `damage_numbers`, `damage_labels`,
   `damage_layout`, `damage_structure`, `damage_additions`)
7. `gold`, `mentions`: what a reader has to find in it; `judge` and `sums` say which checks are broken, and which
   empty cells have one possible value only
8. `report`: all of it put together
9. `render`: the layout as the bytes of a file (`render.scan_file` as a scan)
10. `retyped`: the layout of a report of which only the gold is known
"""

from eval.generate.gold import Gold, gold_as_json
from eval.generate.report import Generated, Order, any_order, make_report, order_of_year_before, wide_order

__all__ = [
    "Generated",
    "Gold",
    "Order",
    "any_order",
    "gold_as_json",
    "make_report",
    "order_of_year_before",
    "wide_order",
]
