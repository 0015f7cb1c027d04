"""The sentences and labels that the command line and the HTTP interface say, in Chinese and English."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from canonical.report import Language

TEXTS: Mapping[str, Mapping[Language, str]] = {
    "added": {"zh": "新增", "en": "added"},
    "updated": {"zh": "更新", "en": "updated"},
    "unchanged": {"zh": "未变", "en": "unchanged"},
    "skipped": {"zh": "跳过", "en": "skipped"},
    "failed": {"zh": "失败", "en": "failed"},
    "ingest.reading": {"zh": "读取", "en": "reading"},
    "ingest.page": {"zh": "识别图片 {file} 第 {page} 页", "en": "reading the picture of page {page} of {file}"},
    "ingest.embedding": {"zh": "向量化", "en": "embedding"},
    "ingest.indexing": {"zh": "写入索引", "en": "indexing"},
    "llm.spent": {
        "zh": "语言模型 {name}：调用 {calls} 次，提问 {prompt_tokens} 词元，回答 {completion_tokens} 词元，"
        "{cost_usd} 美元；拒绝采用 {refused} 个回答",
        "en": "language model {name}: {calls} calls, {prompt_tokens} tokens asked, {completion_tokens} answered, "
        "USD {cost_usd}; {refused} answers refused",
    },
    "llm.exported": {"zh": "已导出 {count} 个回答到 {file}", "en": "{count} answers written to {file}"},
    "llm.silent": {
        "zh": "；{count} 个问题没有得到回答（最后一次：{fault}）",
        "en": "; {count} questions without an answer (the last: {fault})",
    },
    "llm.guess": {
        "zh": "{path}：最多 {calls} 次调用，提问 {prompt_tokens} 词元，回答 {completion_tokens} 词元，{cost_usd} 美元",
        "en": "{path}: at most {calls} calls, {prompt_tokens} tokens asked, {completion_tokens} answered, "
        "USD {cost_usd}",
    },
    "llm.estimate": {
        "zh": "{files} 个文件，模型 {name}：最多 {calls} 次调用，提问 {prompt_tokens} 词元，"
        "回答 {completion_tokens} 词元，{cost_usd} 美元（价格来源：{price}；有误时的重问另计）",
        "en": "{files} files, model {name}: at most {calls} calls, {prompt_tokens} tokens asked, "
        "{completion_tokens} answered, USD {cost_usd} (price from: {price}; repairs come on top)",
    },
    "ingest.nothing": {"zh": "没有找到文件", "en": "no files found"},
    "ingest.all_unchanged": {
        "zh": "{total} 个文件均已入库，没有变化",
        "en": "all {total} files are already in the collection; nothing changed",
    },
    "ingest.summary": {
        "zh": "共 {total} 个文件：新增 {added}，更新 {updated}，未变 {unchanged}，失败 {failed}",
        "en": "{total} files: {added} added, {updated} updated, {unchanged} unchanged, {failed} failed",
    },
    "ingest.skipped": {
        "zh": "跳过 {skipped} 个 .json、.csv 文件：其中没有读到年度报告",
        "en": "{skipped} .json or .csv files skipped: no annual report was read in them",
    },
    "ingest.interrupted": {
        "zh": "已中断。已入库的文件不会丢失；再次运行同一命令即可继续",
        "en": "interrupted; what was stored is safe, and the same command run again goes on from there",
    },
    "index.synced": {
        "zh": "检索索引：新嵌入 {embedded} 段，写入 {written} 段，移除 {removed} 段",
        "en": "search index: {embedded} passages embedded, {written} written, {removed} removed",
    },
    "index.skipped": {
        "zh": "未做向量化（--no-vectors）：检索只按关键词进行",
        "en": "vectors skipped (--no-vectors): search is by keyword only",
    },
    "index.by_server": {
        "zh": "检索索引由 {url} 的 nianbao serve 更新",
        "en": "the search index was brought up to date by nianbao serve at {url}",
    },
    "index.later": {
        "zh": "检索索引正被进程 {pid} 占用，它稍后会被更新；现在按关键词可以检索到全部段落",
        "en": "the search index is held by process {pid} and will be brought up to date later; "
        "every passage can be found by keyword now",
    },
    "extract.checks": {"zh": "未通过的核对", "en": "failed checks"},
    "extract.no_failed": {"zh": "没有未通过的核对", "en": "no failed checks"},
    "extract.facts": {"zh": "非零及存疑的数据", "en": "facts that are not plain zeros"},
    "extract.zeros": {"zh": "另有 {count} 项为 0", "en": "{count} more are zero"},
    "reports.title": {"zh": "库中的报告", "en": "reports in the collection"},
    "reports.none": {
        "zh": "库中没有报告；用 nianbao ingest 加入",
        "en": "no reports in the collection; add some with nianbao ingest",
    },
    "check.none": {"zh": "没有可列出的核对结果", "en": "no checks to list"},
    "check.summary": {
        "zh": "{reports} 份报告，{checks} 项核对：{failed} 项未通过，{not_stated} 项数据不全",
        "en": "{reports} reports, {checks} checks: {failed} failed, {not_stated} lacked a number",
    },
    "correct.read": {"zh": "读取的", "en": "read:     "},
    "correct.said": {"zh": "更正为", "en": "corrected:"},
    "correct.undone": {"zh": "已撤销更正", "en": "undone:   "},
    "correct.used": {"zh": "现采用", "en": "used now: "},
    "correct.by": {"zh": "更正人", "en": "by:       "},
    "correct.none": {"zh": "没有更正", "en": "no corrections"},
    "correct.checks": {"zh": "该报告未通过的核对：{count} 项", "en": "failed checks of the report: {count}"},
    "correct.gone": {"zh": "不再失败", "en": "no longer failed:"},
    "correct.new": {"zh": "新失败", "en": "now failed:"},
    "correct.other_file": {
        "zh": "注意：该机关该年度采用的是另一个文件，回答和核对以它为准：{path}",
        "en": "note: questions and checks use another file of this body and year: {path}",
    },
    "show.value": {"zh": "数值　", "en": "value:  "},
    "show.status": {"zh": "状态　", "en": "status: "},
    "show.raw": {"zh": "印作　", "en": "printed:"},
    "show.remark": {"zh": "备注　", "en": "remark: "},
    "show.method": {"zh": "读法　", "en": "read:   "},
    "show.flags": {"zh": "提示　", "en": "flags:  "},
    "show.where": {"zh": "位置　", "en": "where:  "},
    "show.words": {"zh": "该行　", "en": "row:    "},
    "show.picture": {"zh": "图片　", "en": "picture:"},
    "show.how": {"zh": "{method}，置信度 {confidence}", "en": "{method}, confidence {confidence}"},
    "show.nowhere": {"zh": "文件中没有印出", "en": "not printed in the file"},
    "method.table": {"zh": "表格", "en": "from the table"},
    "method.text": {"zh": "文字", "en": "from the text"},
    "method.ocr": {"zh": "图像识别", "en": "from a picture"},
    "method.arithmetic": {"zh": "勾稽关系推算", "en": "by arithmetic"},
    "method.llm": {"zh": "语言模型", "en": "by a language model"},
    "method.manual": {"zh": "人工更正", "en": "corrected by a person"},
    "not_shown.no_pages": {
        "zh": "这种文件没有页面可显示；nianbao show 会列出印出该数的行",
        "en": "a file of this kind has no pages to draw; nianbao show prints the rows in which a number stands",
    },
    "not_shown.no_such_page": {
        "zh": "没有第{page}页，该文件共{pages}页",
        "en": "there is no page {page}: the file has {pages}",
    },
    "not_shown.no_place": {
        "zh": "该项目在页面上没有位置（{status}）",
        "en": "the field has no place on a page ({status})",
    },
    "not_shown.other_page": {"zh": "该项目在第{page}页", "en": "the field is on page {page}"},
    "ask.apart": {"zh": "另列（不属于所问的机构类型）", "en": "apart (not the kind of body asked for)"},
    "ask.coverage": {"zh": "覆盖情况", "en": "coverage"},
    "ask.citations": {"zh": "出处", "en": "citations"},
    "ask.passages": {"zh": "相关段落", "en": "passages"},
    "coverage": {
        "zh": "符合条件的报告 {reports} 份，其中有数值 {with_value} 份",
        "en": "{reports} reports matched, {with_value} with a usable value",
    },
    "coverage.flagged": {"zh": "请核对 {count}", "en": "to be looked at {count}"},
    "coverage.failed_checks": {"zh": "核对未通过 {count}", "en": "with failed checks {count}"},
    "ask.left_out": {
        "zh": "（只列出前 {shown} 行，共 {total} 行）",
        "en": "(the first {shown} of {total} rows are shown)",
    },
    "ask.again": {"zh": "再次查询：nianbao ask --plan {plan}", "en": "ask this again: nianbao ask --plan {plan}"},
    "chat.begin": {
        "zh": "对话 {id}。/sources 显示出处，/quit 结束；nianbao ask --chat --conversation {id} 可继续",
        "en": "conversation {id}. /sources shows where the numbers stand, /quit ends; "
        "nianbao ask --chat --conversation {id} goes on with it",
    },
    "chat.resume": {
        "zh": "已有 {turns} 问，最后一问：{question}",
        "en": "{turns} questions so far, the last: {question}",
    },
    "chat.no_sources": {"zh": "还没有可显示的出处", "en": "there are no sources to show yet"},
    "chat.unknown": {"zh": "没有这个命令；/sources /quit", "en": "no such command; /sources /quit"},
    "export.done": {
        "zh": "已写出 {rows} 行：{path}；代码本：{codebook}",
        "en": "{rows} rows written to {path}; codebook: {codebook}",
    },
    "doctor.well": {"zh": "一切正常", "en": "all is well"},
    "doctor.ill": {"zh": "有 {count} 处需要处理", "en": "{count} things need attention"},
    "serve.at": {
        "zh": "服务地址 {url}，接口文档 {url}/docs",
        "en": "serving at {url}, API documentation at {url}/docs",
    },
    "agency": {"zh": "机关", "en": "agency"},
    "year": {"zh": "年度", "en": "year"},
    "region": {"zh": "地区", "en": "region"},
    "department": {"zh": "部门", "en": "department"},
    "template": {"zh": "格式", "en": "form"},
    "published": {"zh": "发布日期", "en": "published"},
    "file": {"zh": "文件", "en": "file"},
    "field": {"zh": "项目", "en": "field"},
    "value": {"zh": "数值", "en": "value"},
    "unit": {"zh": "单位", "en": "unit"},
    "status": {"zh": "状态", "en": "status"},
    "flags": {"zh": "提示", "en": "flags"},
    "look": {"zh": "请核对", "en": "look at"},
    "where": {"zh": "位置", "en": "where"},
    "source": {"zh": "出处", "en": "source"},
    "page": {"zh": "第{page}页", "en": "page {page}"},
    "line": {"zh": "第{line}行", "en": "line {line}"},
    "reported": {"zh": "已报", "en": "reported"},
    "inferred": {"zh": "推算", "en": "inferred"},
    "blank": {"zh": "空白", "en": "blank"},
    "unreadable": {"zh": "无法辨认", "en": "unreadable"},
    "missing": {"zh": "缺失", "en": "missing"},
    "not_in_template": {"zh": "该年格式无此项", "en": "not in that year's form"},
    "not_applicable": {"zh": "不适用", "en": "not applicable"},
    "passed": {"zh": "通过", "en": "passed"},
    "not_stated": {"zh": "无法核对", "en": "not stated"},
    "unknown": {"zh": "未知", "en": "unknown"},
}


def say(key: str, lang: Language, **numbers: Any) -> str:
    """The text of that key in that language, with its holes filled."""
    return TEXTS[key][lang].format(**numbers)


def label(key: str, lang: Language) -> str:
    """The word for a status or outcome, or the key itself where there is none."""
    return TEXTS[key][lang] if key in TEXTS else key


def place(page: int | None, line: int | None, lang: Language) -> str:
    """The page, else the line, else nothing."""
    if page is not None:
        return say("page", lang, page=page)
    return say("line", lang, line=line) if line is not None else ""


def language_of(asked: str | None) -> Language:
    """Chinese or English: what was asked for, else `NIANBAO_LANG`, else the locale's."""
    for source in (asked, os.environ.get("NIANBAO_LANG"), os.environ.get("LC_ALL"), os.environ.get("LC_MESSAGES")):
        if source:
            return "zh" if source.lower().startswith("zh") else "en"
    return "zh" if os.environ.get("LANG", "").lower().startswith("zh") else "en"
