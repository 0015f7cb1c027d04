"""`nianbao eval load`: how long answers take over large stores, with one client and with many."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from eval.command.benches import Seed
from eval.command.runs import AsJson, print_json

if TYPE_CHECKING:
    from eval.suites.load_store import Known

SIZES = [1_000, 10_000]
TODAY = date(2025, 6, 1)
SERVED = ("reports", "clients", "p50 ms", "p95 ms", "processor ms", "answers/s", "server MB", "first ms")
COSTS = (
    "reports",
    "catalogue ms",
    *(f"{name} {key}" for name in ("first", "later") for key in ("mean", "p50", "p95", "max")),
)


def load(  # noqa: PLR0913, PLR0917  one parameter an option
    sizes: Annotated[list[int] | None, typer.Option("--sizes", min=500, help="报告份数 / reports.")] = None,
    clients: Annotated[int, typer.Option(min=1, help="并发客户端 / concurrent clients.")] = 16,
    rounds: Annotated[int, typer.Option(min=1, help="每类问题个数 / questions of each kind.")] = 20,
    flood: Annotated[int, typer.Option(min=0, help="同时提出的问题数 / questions asked at once; 0: none.")] = 1000,
    processes: Annotated[int | None, typer.Option(min=1, help="服务进程数 / processes that serve.")] = None,
    costs: Annotated[
        bool, typer.Option(help="只量处理器时间，不经 HTTP / processor times alone, without HTTP.")
    ] = False,
    keep: Annotated[Path | None, typer.Option(help="保留数据的文件夹 / where stores are kept and found again.")] = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """大量报告上回答问题的速度 / How fast questions are answered over many reports."""
    with tempfile.TemporaryDirectory(prefix="nianbao-load-") as folder:
        stores = [_store(keep or Path(folder), size, seed) for size in sizes or SIZES]
        if costs:
            found = [_costs(store, rounds, seed) for store in stores]
        else:
            found = [_served(store, clients, rounds, flood, processes, seed) for store in stores]
    if as_json:
        print_json(found)
        return
    if costs:
        _show_table(COSTS, [tuple(each.values()) for each in found])
        return
    for each in found:
        _show(each)
    _show_sizes(found)


class _Store(NamedTuple):
    """A store in a folder: its reports, its bodies but for copies, and how long it took to make it."""

    home: Path
    reports: int
    bodies: tuple[Known, ...]
    seconds: float


def _store(folder: Path, size: int, seed: int) -> _Store:
    """The store in a folder, which is made unless it is there."""
    from eval.suites.load_store import bodies_of, fill

    home, begun = folder / str(size), time.perf_counter()
    if not (home / "nianbao.db").exists():
        home.mkdir(parents=True, exist_ok=True)
        fill(home, size, seed)
    return _Store(home, size, bodies_of(size, seed), time.perf_counter() - begun)


def _costs(store: _Store, rounds: int, seed: int) -> dict[str, Any]:
    from eval.suites.load_costs import costs

    found = costs(store.home, store.bodies, rounds=rounds, seed=seed)
    parts = {
        f"{name}_{key}": value for name in ("first", "later") for key, value in asdict(getattr(found, name)).items()
    }
    return {"reports": store.reports, "catalogue": found.catalogue, **parts}


def _served(  # noqa: PLR0913, PLR0917  what the command was given
    store: _Store, clients: int, rounds: int, flood: int, processes: int | None, seed: int
) -> dict[str, Any]:
    from eval.suites.load import first_question, flooded, measured, serving

    bodies = store.bodies
    with serving(store.home, processes) as served:
        first = first_question(served, bodies)
        measured(served, bodies, clients=clients, rounds=4, seed=seed + 1)  # so that every process has asked once
        runs = [measured(served, bodies, clients=n, rounds=rounds, seed=seed + 1 + n) for n in (1, clients)]
        stormed = flooded(served, bodies, flood, seed) if flood else None
    return {
        "reports": store.reports,
        "bodies": len(bodies),
        "made_seconds": round(store.seconds, 1),
        "store_mb": round((store.home / "nianbao.db").stat().st_size / 2**20),
        "first_ms": round(first, 1),
        "runs": [asdict(run) for run in runs],
        "flood": stormed,
        "plans": _plans(store.home, bodies, seed),
    }


def _plans(home: Path, bodies: tuple[Known, ...], seed: int) -> list[dict[str, Any]]:
    """The statements that a question of every kind sends, each with the steps in which SQLite runs it."""
    from eval.suites.load_questions import KINDS, questions
    from factstore import FactStore
    from qa import ask

    texts = [text for _, text in islice(questions(bodies, seed), 2 * len(KINDS))]
    with FactStore.open(f"sqlite:///{home / 'nianbao.db'}") as store:
        explained = store.explain(lambda: [ask(text, store, None, today=TODAY) for text in texts])
    return [{"statement": " ".join(each.statement.split())[:300], "steps": list(each.steps)} for each in explained]


def _show(found: dict[str, Any]) -> None:
    from rich.table import Table

    from service.display import console

    out = console()
    head = "{reports:,} reports of {bodies:,} bodies: made in {made_seconds} s, {store_mb:,} MB; first: {first_ms} ms"
    out.print(head.format(**found), style="bold")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    names = [f"{name} x{run['clients']}" for run in found["runs"] for name in ("p50", "p95", "n", "answered")]
    for heading in ("kind", *names):
        table.add_column(heading, justify="left" if heading == "kind" else "right")
    for rows in zip(*(run["timings"] for run in found["runs"]), strict=True):
        table.add_row(rows[0]["kind"], *(figure for row in rows for figure in _figures(row)))
    out.print(table)
    for run in found["runs"]:
        out.print(
            f"{run['clients']} clients: {run['a_second']:.0f} answers/s, "
            f"{run['cpu_ms']:.1f} ms of processor time each, server {run['memory_mb']:.0f} MB"
        )
    if found["flood"]:
        out.print(f"flood: {found['flood']}")
    steps = dict.fromkeys(step for plan in found["plans"] for step in plan["steps"])
    out.print("query plans: " + "; ".join(steps), markup=False)


def _show_sizes(found: list[dict[str, Any]]) -> None:
    """What an answer costs, size by size."""
    rows: list[tuple[float, ...]] = []
    for each in found:
        for run in each["runs"]:
            whole = run["timings"][-1]
            figures = (whole["p50"], whole["p95"], run["cpu_ms"], run["a_second"], run["memory_mb"], each["first_ms"])
            rows.append((each["reports"], run["clients"], *figures))
    _show_table(SERVED, rows)


def _show_table(headings: Sequence[str], rows: Iterable[tuple[float, ...]]) -> None:
    from rich.table import Table

    from service.display import console

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*(f"{figure:,}" if isinstance(figure, int) else f"{figure:,.1f}" for figure in row))
    console().print(table)


def _figures(row: dict[str, Any]) -> tuple[str, ...]:
    return f"{row['p50']:.1f}", f"{row['p95']:.1f}", str(row["count"]), str(row["answered"])
