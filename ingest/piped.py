"""Tables drawn with pipes: Markdown with and without outer pipes, and text tables of box-drawing characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import mode

from ingest.document import Block, Grid, Row
from ingest.tabbed import is_heading_row, row_of
from ingest.text_lines import Run, TextLine, as_line, is_sentence, is_value, run_end

PIPES = str.maketrans("│┃｜", "|||")
RULE = re.compile(r"[\s|:+=\-─━┄┈┌┐└┘├┤┬┴┼╋┏┓┗┛┣┫┳┻]*")
RULED = re.compile(r"[|─━]|\+[-=]")
UNESCAPED = re.compile(r"(?<!\\)\|")
LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
EMPHASIS = re.compile(r"(?<![*_\\])(\*{1,3}|_{2,3})(?=\S)([^*_]+)(?<=\S)\1(?![*_])")
STRUCK_OUT = re.compile(r"~~[^~]+~~")
MOST = 0.6  # of the rows: then the outer pipe is the table's style, and no blank cell
FEWEST_ROWS, FEWEST_CELLS = 2, 4
FEWEST_VALUES = 2  # beside a label that explains itself in sentences


def is_piped(text: str) -> bool:
    """Whether the line may be a table's row or rule drawn with pipes."""
    line = text.translate(PIPES)
    if RULE.fullmatch(line):
        return bool(RULED.search(line))
    if "|" not in line:
        return False
    cells = UNESCAPED.split(line.strip().strip("|"))
    told = sum(map(is_value, map(str.strip, cells))) < FEWEST_VALUES and any(map(is_sentence, cells))
    return not told and not is_heading_row(cells)


def heading_in_pipes(text: str) -> str | None:
    """The section heading that a row consists of, without its pipes, or None."""
    cells = UNESCAPED.split(text.translate(PIPES))
    return next(cell.strip() for cell in cells if cell.strip()) if is_heading_row(cells) else None


def read_piped(lines: Run, start: int) -> tuple[tuple[Block, ...], int]:
    """The blocks of the run that begins at `start`, and where it ends."""
    end = run_end(lines, start, is_piped)
    run = lines[start:end]
    rows = tuple(_rows(_closed(run)))
    if not _is_table(rows):
        return tuple(as_line(line) for line in run if line.bare), end
    widths = {len(row.cells) for row in rows}
    positions = "true" if len(widths) == 1 and len(rows) > 1 else "ragged"
    return (Grid(rows=rows, columns=max(widths), positions=positions, origin="pipes", page=run[0].page),), end  # type: ignore[arg-type]


def _is_table(rows: Sequence[Row]) -> bool:
    """Whether rows are a table's; one alone is, if most of it is values: the rest of its table was cut off."""
    cells = [cell for row in rows for cell in row.cells]
    is_lone = len(rows) == 1 and 2 * sum(is_value(cell.text) for cell in cells) > len(cells)
    return len(cells) >= FEWEST_CELLS and (len(rows) >= FEWEST_ROWS or is_lone)


def _closed(run: Run) -> list[tuple[TextLine, str]]:
    """The lines with their text; a lone pipe belongs to the row that it closes on the line before."""
    drawn: list[tuple[TextLine, str]] = []
    for line in run:
        text = line.text.translate(PIPES)
        if text.strip() == "|" and drawn:
            above, opened = drawn.pop()
            drawn.append((above, f"{opened} |"))
        else:
            drawn.append((line, text))
    return [(line, text.strip()) for line, text in drawn]


def _rows(drawn: Sequence[tuple[TextLine, str]]) -> Iterator[Row]:
    """One row a line; rules are none."""
    rows = [drawn[place] for place in range(len(drawn)) if not _is_rule(drawn, place)]
    opened, closed = _outer_pipes([text for _, text in rows])
    for line, text in rows:
        inner = text.removeprefix("|") if opened else text
        inner = inner.removesuffix("|") if closed else inner
        yield row_of([cell_text(cell) for cell in UNESCAPED.split(inner)], line)


def _is_rule(drawn: Sequence[tuple[TextLine, str]], place: int) -> bool:
    """Whether the line is a rule. One dash a cell is one below the first row of a table, and elsewhere what it says."""
    text = drawn[place][1]
    if not RULE.fullmatch(text) or " - " not in text or set("".join(text.split())) != {"|", "-"} or "--" in text:
        return RULE.fullmatch(text) is not None
    return place == 1 or (place > 1 and not drawn[place - 2][1])


def _outer_pipes(texts: Sequence[str]) -> tuple[bool, bool]:
    """Whether the table's rows begin, and whether they end, with a pipe that is no cell's border to a blank.

    Where all rows have as many pipes, blanks under merged labels hold their places, so a style has to be everyone's.
    """
    pipes = [len(UNESCAPED.findall(text)) for text in texts]
    needed = 1.0 if len(set(pipes)) == 1 else MOST
    usual = mode(pipes) if pipes else 0
    whole = [text for text, count in zip(texts, pipes, strict=True) if count == usual]
    opens, closes = (all(has(text, "|") for text in whole) for has in (str.startswith, str.endswith))
    opened = opens and sum(text.startswith("|") for text in texts) >= needed * len(texts)
    closed = closes and sum(text.endswith("|") for text in texts) >= needed * len(texts)
    return opened, closed or (opened and needed < 1)


def cell_text(text: str) -> str:
    """What the cell shows: bold text is text, and what was struck out is none."""
    shown = EMPHASIS.sub(r"\2", STRUCK_OUT.sub("", text))
    return LINE_BREAK.sub("\n", shown.replace("\\|", "|"))
