"""`nianbao eval`: runs suites, scores logs again, compares them, draws reports, keeps the gate.

The command line of `service` finds this group by its entry point (docs/decisions/0008-evaluation-is-a-plug-in.md).
Every command imports what it needs when it runs.
"""

import typer

from eval.command.benches import bench
from eval.command.cases import add_case, export_gold
from eval.command.faulty import faults
from eval.command.fuzzes import fuzz
from eval.command.gates import gate
from eval.command.loads import load
from eval.command.runs import compare, list_suites, report, run_suite, score
from eval.command.scans import scans

app = typer.Typer(
    name="eval",
    help="评测：运行、重新评分、比较、生成报告 / Run suites, score again, compare, draw reports.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("list")(list_suites)
app.command("run")(run_suite)
app.command("score")(score)
app.command("report")(report)
app.command("compare")(compare)
app.command("gate")(gate)
app.command("bench")(bench)
app.command("scans")(scans)
app.command("load")(load)
app.command("fuzz")(fuzz)
app.command("faults")(faults)
app.command("export-gold")(export_gold)
app.command("add-case")(add_case)
