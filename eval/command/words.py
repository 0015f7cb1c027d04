"""What `nianbao eval` says to people, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canonical.report import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    "metric": {"zh": "指标", "en": "metric"},
    "value": {"zh": "值", "en": "value"},
    "interval": {"zh": "95% 区间", "en": "95 % interval"},
    "count": {"zh": "数量", "en": "count"},
    "cases": {"zh": "例", "en": "cases"},
    "format": {"zh": "文件格式", "en": "format"},
    "damage": {"zh": "损坏方式", "en": "damage"},
    "check": {"zh": "核对规则", "en": "check"},
    "way": {"zh": "写法", "en": "way"},
    "kind": {"zh": "问法", "en": "kind of query"},
    "step": {"zh": "步骤", "en": "step"},
    "case": {"zh": "案例", "en": "case"},
    "field": {"zh": "字段", "en": "field"},
    "expected": {"zh": "应为", "en": "expected"},
    "got": {"zh": "实得", "en": "got"},
    "suite": {"zh": "评测", "en": "suite"},
    "about": {"zh": "内容", "en": "what it asks"},
    "slice": {"zh": "CI 抽样", "en": "CI slice"},
    "running": {"zh": "评测", "en": "evaluating"},
    "worst": {"zh": "无声错误（前 {count} 个，共 {total} 个）", "en": "silent errors ({count} of {total})"},
    "accuracy": {"zh": "各字段正确数／报告数", "en": "right / reports by field"},
    "log": {"zh": "记录：{path}", "en": "log: {path}"},
    "resumed": {
        "zh": "接着上次中断的运行：{done} 例已完成",
        "en": "going on with the run that was interrupted: {done} cases are done",
    },
    "interrupted": {
        "zh": "已中断：{done} 例已写入 {path}；再次运行同一命令即可继续",
        "en": "interrupted: {done} cases are in {path}; the same command run again goes on from there",
    },
    "times": {
        "zh": "任务 {task:.1f} 秒，准备案例 {prepare:.1f} 秒，评测自身 {own:.1f} 秒，总计 {wall:.1f} 秒",
        "en": "task {task:.1f} s, making cases {prepare:.1f} s, the harness itself {own:.1f} s, {wall:.1f} s in all",
    },
    "met": {"zh": "达到全部 {count} 个阈值", "en": "all {count} thresholds are met"},
    "missed": {
        "zh": "未达到阈值：{metric} {value}，要求 {bound}",
        "en": "threshold missed: {metric} is {value}, asked is {bound}",
    },
    "not_judged": {
        "zh": "本次运行无从判断的阈值：{count} 个",
        "en": "thresholds this run has nothing to judge by: {count}",
    },
    "at_most": {"zh": "不超过 {value}", "en": "at most {value}"},
    "at_least": {"zh": "不低于 {value}", "en": "at least {value}"},
    "written": {"zh": "已写入 {path}", "en": "written: {path}"},
    "case_added": {"zh": "已收为案例：{path}", "en": "a case now: {path}"},
    "case_command": {
        "zh": "运行：nianbao eval run extraction --docs {folder}/docs --gold {folder}/gold",
        "en": "to run them: nianbao eval run extraction --docs {folder}/docs --gold {folder}/gold",
    },
    "rescored": {
        "zh": "重新评分：{total} 例，其中 {changed} 例的结果有变",
        "en": "scored again: {total} cases, {changed} of them with another result",
    },
    "unmatched": {
        "zh": "没有对应文件，未评测：{names}",
        "en": "without a counterpart, left out: {names}",
    },
    "dropped": {
        "zh": "{suite}：{metric} 由 {before} 降为 {after}",
        "en": "{suite}: {metric} went from {before} to {after}",
    },
    "no_baseline": {
        "zh": "{suite}：没有基线，请用 nianbao eval gate --write 写入",
        "en": "{suite}: there is no baseline; write one with nianbao eval gate --write",
    },
    "held": {"zh": "{suite}：{count} 个指标均不低于基线", "en": "{suite}: {count} metrics, none below the baseline"},
    "sabotaged": {"zh": "已故意破坏：{name}", "en": "sabotaged on purpose: {name}"},
    "ours": {"zh": "本程序", "en": "as the product reads"},
    "without constrained decoding": {"zh": "不限字符解码", "en": "without constrained decoding"},
    "without arithmetic choice": {"zh": "不用算术选择", "en": "without arithmetic choice"},
    "without either": {"zh": "两者都不用", "en": "without either"},
    "whole-page": {"zh": "整页识别（RapidOCR）", "en": "whole-page RapidOCR, the same alignment"},
    "scan_times": {
        "zh": "每页用时按时钟计；处理器用时是各核心之和，不受其他程序影响。"
        "本程序同时读 {pages} 页；整页识别逐页进行，每页用其进程的全部核心（其默认设置）",
        "en": "time a page is by the clock; of all cores, their time together, which other programs hardly change. "
        "The product reads {pages} pages at a time; whole-page RapidOCR reads page after page, "
        "each on all cores of its process, as is its default",
    },
    "bench_documents": {"zh": "份数", "en": "documents"},
    "bench_cells": {"zh": "单元格", "en": "cells"},
    "bench_right": {"zh": "正确", "en": "right"},
    "bench_survived": {"zh": "尚存的正确", "en": "surviving right"},
    "bench_flagged": {"zh": "有误已标", "en": "flagged"},
    "bench_restated": {"zh": "来源有误", "en": "restated"},
    "bench_silent": {"zh": "无声错误", "en": "silent"},
    "bench_needless": {"zh": "多余标记", "en": "needless"},
    "bench_unplaced": {"zh": "未归位数字", "en": "unplaced"},
    "bench_ms": {"zh": "毫秒/份", "en": "ms"},
    "bench_all": {"zh": "合计", "en": "all"},
    "bench_digital": {"zh": "完整的电子文件", "en": "digital"},
    "bench_lossy": {"zh": "有缺损的文件", "en": "lossy"},
    "bench_checks": {"zh": "校验", "en": "checks"},
    "bench_ours": {"zh": "本程序", "en": "ours"},
    "bench_plain": {"zh": "直接读表", "en": "plain"},
    "bench_ratio": {"zh": "倍数", "en": "times as long"},
    "bench_speed": {
        "zh": "每核每秒份数，同一批文件，同一次运行（pdfplumber、python-docx、lxml 直接读表）",
        "en": "reports a second a core, beside pdfplumber, python-docx and lxml reading bare tables of the same files",
    },
    "bench_matrix": {
        "zh": "所印与所读（{kind}）；括号内无标记",
        "en": "printed and read ({kind}); in brackets those without a flag",
    },
    "bench_print": {"zh": "所印", "en": "printed"},
    "bench_zero": {"zh": "零", "en": "zero"},
    "bench_blank": {"zh": "空白", "en": "blank"},
    "bench_dash": {"zh": "横线", "en": "dash"},
    "bench_number": {"zh": "数字", "en": "number"},
    "bench_missing": {"zh": "缺失", "en": "missing"},
    "bench_unreadable": {"zh": "无法辨认", "en": "unreadable"},
    "bench_recall": {
        "zh": "印错之处被校验发现：{value}（{interval}；{count:,} 处）",
        "en": "planted print errors found by checks: {value} ({interval}; {count:,} errors)",
    },
    "bench_precision": {
        "zh": "校验报告的错误属实：{value}（{interval}；{count:,} 处）",
        "en": "failed checks that are real: {value} ({interval}; {count:,} failed)",
    },
    "bench_crashed": {"zh": "程序错误 {document}：{error}", "en": "crashed {document}: {error}"},
    "bench_wrong": {
        "zh": "无声错误与误判（前 {count} 个，共 {total} 个）",
        "en": "silent errors and wrong checks ({count} of {total})",
    },
    "bench_targets": {"zh": "目标", "en": "targets"},
    "bench_asked": {"zh": "要求", "en": "asked"},
    "bench_met": {"zh": "达到", "en": "met"},
    "bench_yes": {"zh": "是", "en": "yes"},
    "bench_no": {"zh": "否", "en": "no"},
    "fuzz_mutation": {"zh": "破坏方式", "en": "broken by"},
    "fuzz_classes": {"zh": "出错的类别（可用 --only 单独运行）", "en": "failures by class (run one alone with --only)"},
    "fuzz_outcome": {"zh": "结果", "en": "outcome"},
    "fuzz_where": {"zh": "位置", "en": "where"},
    "fuzz_error": {"zh": "例", "en": "example"},
}


def say(key: str, lang: Language, **values: Any) -> str:
    """The words in a language, with their holes filled."""
    return WORDS[key][lang].format(**values)
