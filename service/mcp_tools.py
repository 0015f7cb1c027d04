"""The collection as an MCP server: four tools that only read, over stdio and, in `nianbao serve`, streamable HTTP.

The tools answer twice: as text, for the assistant to quote, and as data in the shapes of the HTTP interface.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field, ValidationError

from canonical.contract import fact_as_json
from canonical.errors import NianbaoError, UnusableRequestError
from canonical.fields import FIELDS
from qa import Answer, Plan
from service.asking import LONGEST_QUESTION, Asked, NoSuchThingError
from service.markdown import as_markdown
from service.pool import client_of
from service.version import VERSION
from service.views import report_list
from service.wire import REPORT_ID, FactBody, ReportFilter, ReportList, Wire
from service.wire_ask import ID

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from factstore import FactStore
    from service.settings import Settings

T = TypeVar("T")
Run = Callable[[str, Callable[[], T]], Awaitable[T]]
"""Runs blocking work for a client, as `service.pool.Pool.run` does."""
READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
INSTRUCTIONS = (
    "Annual reports of Chinese public bodies on government-information disclosure (政府信息公开工作年度报告). "
    "`ask` computes answers from the reports' tables and cites where every number is printed: quote its numbers as "
    "they are, with their [n], and say what its coverage says is missing. Never add or average numbers yourself: "
    "ask for it."
)


class Office(Protocol):
    """What the tools need; `service.app.Collection` and `service.app.Caller` are such."""

    @property
    def store(self) -> FactStore: ...

    def answer(self, asked: Asked) -> dict[str, Any]: ...

    def run_plan(self, plan_id: str) -> dict[str, Any]: ...

    def run(self, plan: Plan) -> dict[str, Any]: ...


class FactsBody(Wire):
    """Facts of one report by field, each with its status and where it is printed."""

    report_id: str
    agency: str | None
    year: int | None
    facts: dict[str, FactBody]


def run_stdio(settings: Settings) -> None:
    """Nothing, when the client on stdin has gone."""
    from service.app import Caller
    from service.pool import Pool

    with Caller(settings) as caller:
        mcp_server(lambda: caller, Pool(settings.ask_threads).run).run("stdio")


class McpOverHttp:
    """The endpoint of `/mcp`; it answers while an app lives that entered `living`. No session is kept."""

    def __init__(self, server: MCPServer[Any], host: str) -> None:
        self.server, self.host = server, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        await self.server.session_manager.handle_request(scope, receive, send)

    def living(self) -> AbstractAsyncContextManager[None]:
        """The time in which requests can be answered; an app may live again."""
        self.server.streamable_http_app(stateless_http=True, json_response=True, host=self.host)
        return self.server.session_manager.run()


def mcp_server(office: Callable[[], Office], run: Run[Any]) -> MCPServer[Any]:
    """The server with its four tools. The office is asked for when a tool is called."""
    server: MCPServer[Any] = MCPServer("nianbao", instructions=INSTRUCTIONS, version=VERSION, log_level="ERROR")

    @server.tool(title="Ask a question / 提问", annotations=READS)
    async def ask(
        context: Context,
        question: Annotated[str, Field(max_length=LONGEST_QUESTION, description="in Chinese or English")],
        today: Annotated[date | None, Field(description="the date that 去年 or “last year” counts from")] = None,
        after: Annotated[
            str | None, Field(pattern=ID, description="the permalink of the answer that this question follows")
        ] = None,
    ) -> Annotated[CallToolResult, Answer]:
        """The answer to a question over all reports: sentence, rows, coverage, citations, and its plan's permalink."""
        asked = Asked(question=question, today=today, after=after)
        return await _done(context, run, lambda: _answered(office().answer(asked)))

    @server.tool(title="Run a plan / 执行查询", annotations=READS)
    async def run_plan(
        context: Context,
        permalink: Annotated[str | None, Field(pattern=ID, description="of an earlier answer")] = None,
        plan: Annotated[
            dict[str, Any] | None, Field(description="or a plan as answers have it, changed as you need it")
        ] = None,
    ) -> Annotated[CallToolResult, Answer]:
        """What a plan comes to now: that of an earlier answer, or one of your own."""
        return await _done(context, run, lambda: _answered(_run(office(), permalink, plan)))

    @server.tool(title="Find reports / 查找报告", annotations=READS)
    async def find_reports(context: Context, wanted: ReportFilter) -> Annotated[CallToolResult, ReportList]:
        """The reports of the collection that match every filter given, a page at a time, with their ids."""
        return await _done(context, run, lambda: _data(report_list(office().store, wanted)))

    @server.tool(title="Get facts / 读取数据", annotations=READS)
    async def get_facts(
        context: Context,
        report_id: Annotated[str, Field(pattern=REPORT_ID)],
        fields: Annotated[
            list[str] | None,
            Field(description="field ids or beginnings of them (“disclosure.fees”, “requests.received”); else all"),
        ] = None,
    ) -> Annotated[CallToolResult, FactsBody]:
        """Facts of one report with their status, unit, flags and where they are printed. No value is never zero."""
        return await _done(context, run, lambda: _data(_facts(office().store, report_id, fields)))

    return server


async def _done(context: Context, run: Run[CallToolResult], work: Callable[[], CallToolResult]) -> CallToolResult:
    """What the work returns; what it complains about is for the assistant to read."""
    request = context.request_context.request
    try:
        return await run(client_of(request.scope) if request else "stdio", work)
    except NianbaoError as error:
        raise ToolError(str(error)) from error


def _answered(answer: dict[str, Any]) -> CallToolResult:
    text = as_markdown(answer).text
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=answer)


def _data(data: dict[str, Any]) -> CallToolResult:
    text = json.dumps(data, ensure_ascii=False)
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=data)


def _run(office: Office, permalink: str | None, plan: dict[str, Any] | None) -> dict[str, Any]:
    if (permalink is None) == (plan is None):
        raise UnusableRequestError("请给出 permalink 或 plan / give a permalink or a plan")
    if permalink is not None:
        return office.run_plan(permalink)
    try:
        valid = Plan.model_validate(plan)
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise UnusableRequestError(f"plan: {said}") from error
    if valid.obstacle is not None:
        raise UnusableRequestError("有 obstacle 的查询无法执行 / a plan with an obstacle can not be run")
    return office.run(valid)


def _facts(store: FactStore, report_id: str, fields: list[str] | None) -> dict[str, Any]:
    header = store.header(report_id)
    if header is None:
        raise NoSuchThingError(f"{report_id}: 没有这份报告 / no such report")
    wanted = None if fields is None else _named(fields)
    found = store.facts([report_id], wanted).get(report_id, {})
    shown = {name: fact for name, fact in found.items() if wanted is not None or fact.status != "not_in_template"}
    return {
        "report_id": report_id,
        "agency": header.agency,
        "year": header.year,
        "facts": {name: fact_as_json(fact) for name, fact in shown.items()},
    }


def _named(fields: list[str]) -> list[str]:
    """The ids meant by ids and beginnings of ids."""
    unknown = [name for name in fields if not any(each == name or each.startswith(f"{name}.") for each in FIELDS)]
    if unknown:
        near = get_close_matches(unknown[0], list(FIELDS), n=3, cutoff=0.3)
        raise UnusableRequestError(f"{unknown[0]}: 没有这个项目 / no such field ({', '.join(near)}?)")
    return [each for each in FIELDS if any(each == name or each.startswith(f"{name}.") for name in fields)]
