from __future__ import annotations

from ingest.invisible import printed


def test_zero_width_characters_part_no_number():
    assert printed("1\u200b2") == "12"
    assert printed("规\ufeff章\u2060\u00ad") == "规章"


def test_spaces_that_leave_white_stay_and_numbers_stay_parted():
    assert printed("1\u00a02") == "1\u00a02"
    assert printed("1\u20092\u30003") == "1\u20092\u30003"


def test_every_format_reads_past_them(read, draw, docx):
    row = "<w:tr><w:tc><w:p><w:r><w:t>规\u200b章</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1\u200b2</w:t></w:r></w:p></w:tc></w:tr>"
    second = "<tr><td>规&#8203;章</td><td>1&#8203;2</td></tr>"
    grid = ["| 0:规章 | 1:12", "| 0:规章 | 1:12", "--"]
    assert draw(read(docx(f"<w:tbl>{row * 2}</w:tbl>"))) == grid
    assert draw(read(f"<html><body><table>{second * 2}</table></body></html>")) == grid
    assert draw(read("规\u200b章\t1\u200b2\n规\u200b章\t1\u200b2\n")) == grid
