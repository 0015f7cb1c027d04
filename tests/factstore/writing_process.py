"""Writes many reports and prints what became of each: `writing_process.py URL FIRST LAST`."""

import sys

from handmade_reports import a_report, some_passages

from factstore import FactStore

url, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with FactStore.open(url) as store:
    for number in range(first, last):
        report = a_report(f"file {number}", agency=f"第{number % 7}局", year=2019 + number % 5)
        outcome = store.write(report, some_passages(f"收费标准之{number}", "大家都一样的一段话。"))
        sys.stdout.write(f"{outcome}\n")
