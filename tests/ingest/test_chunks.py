from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import chunk, load_bytes
from ingest.chunks import MOST, count_tokens

SENTENCE = "全年主动公开政府信息一百二十条，办理依申请公开三件，均在法定期限内答复。"


def test_sections_never_share_a_passage_and_small_ones_stay_alone(read):
    chunks = chunk(
        read(
            f"某局年报\n一、总体情况\n{SENTENCE}\n五、存在的主要问题及改进情况\n{SENTENCE}\n六、其他需要报告的事项\n无。\n"
        )
    )
    assert [(part.section, part.line) for part in chunks] == [(None, 1), (1, 2), (5, 4), (6, 6)]
    assert chunks[-1].text == "六、其他需要报告的事项\n无。"


def test_paragraphs_are_put_together_to_passages_of_like_size(read):
    text = "一、总体情况\n" + "\n".join(f"（{n}）{SENTENCE * 2}" for n in range(30))
    chunks = chunk(read(text))
    assert all(200 <= part.tokens <= MOST for part in chunks)
    assert "\n".join(part.text for part in chunks) == text
    assert all(part.tokens == count_tokens(part.text) for part in chunks)


def test_a_long_paragraph_is_split_at_sentence_ends(read):
    chunks = chunk(read("一、总体情况\n" + SENTENCE * 60))
    assert len(chunks) > 3
    assert all(part.text.endswith("。") for part in chunks)
    assert all(part.tokens <= MOST for part in chunks)


def test_a_table_s_passages_repeat_its_header(read):
    rows = "\n".join(f"{n}.某一类行政处理决定事项\t{n}\t{n + 1}" for n in range(80))
    chunks = chunk(read(f"二、主动公开政府信息情况\n信息内容\t本年制发件数\t现行有效件数\n{rows}\n"))
    tables = [part for part in chunks if part.kind == "table"]
    head = "二、主动公开政府信息情况\n信息内容 | 本年制发件数 | 现行有效件数\n"
    assert len(tables) > 1
    assert all(part.text.startswith(head) for part in tables)
    assert all(part.tokens <= MOST and part.section == 2 for part in tables)
    assert [part.line for part in tables] == sorted({part.line for part in tables})
    kept = [line for part in tables for line in part.text.split("\n")[2:]]
    assert kept == [f"{n}.某一类行政处理决定事项 | {n} | {n + 1}" for n in range(80)]


def test_printed_lines_of_a_page_are_put_together_to_paragraphs(paper, read):
    sheet = paper().text("一、总体情况", 100)
    sheet.text("全年主动公开政府信息一百二十条，办理依申请公", 130).text("开三件。", 150)
    (passage,) = chunk(read(sheet.save()))
    assert passage.text == "一、总体情况\n全年主动公开政府信息一百二十条，办理依申请公开三件。"
    assert passage.page == 1


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("年报公开。，；\nab 1"), min_size=1, max_size=3000))
def test_no_text_is_lost_and_no_passage_is_too_long(text: str):
    document = load_bytes(f"一、总体情况\n{text}".encode(), path="x")
    chunks = chunk(document)
    assert all(0 < part.tokens <= MOST for part in chunks)
    kept = "".join(part.text for part in chunks if part.kind == "text")
    if all(part.kind == "text" for part in chunks):
        assert "".join(kept.split()) == "".join(f"一、总体情况{text}".split())


def test_an_endless_word_is_counted_quickly(read):
    chunks = chunk(read("一、总体情况\n" + "a" * 200_000))
    assert all(part.tokens <= MOST for part in chunks)


@pytest.mark.parametrize("text", ["<|endoftext|>", "<|fim_prefix|>规章"])
def test_special_tokens_in_a_report_are_only_text(text: str):
    assert count_tokens(text) > 1
