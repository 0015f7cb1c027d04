"""The page that shows evaluation runs to people: one HTML file without scripts that fetches nothing.

1. `view`: a run with its metrics, the baseline's, and the texts of its suite
2. `rows`: metrics as they are shown (`bars` places them on their tracks); `groups`: the same by format, damage, tags
3. `heat`: the official tables by share right; `agreement`: statuses and confidence; `outcomes`: bars of outcomes
4. `cases`: worst, slowest, failed, cost; `compared`: the baseline, also as lines for the terminal
5. `draw`: all of it put into `page.html.j2`; words come from `texts.toml`
"""

from eval.page.compared import lines
from eval.page.draw import page

__all__ = ["lines", "page"]
