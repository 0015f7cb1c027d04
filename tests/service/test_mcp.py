"""The MCP server, asked by the official client over both transports."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from tests.service.conftest import COMMAND, environment

QUESTION = "which bureaus reported fee income in 2024"
TOOLS = {"ask", "find_reports", "get_facts", "run_plan"}
Call = Callable[..., Any]


def talk(server: object, conversation: Callable[[Any], Awaitable[Any]]) -> Any:
    """What a conversation of the official client with a server comes to."""
    from mcp import Client

    async def run() -> Any:
        async with Client(server) as client:
            return await conversation(client)

    return anyio.run(run)


@pytest.fixture(scope="module")
def call(asked: str) -> Iterator[Call]:
    """Calls a tool of the running server over streamable HTTP."""

    def call(tool: str, **arguments: object) -> Any:
        return talk(f"{asked}/mcp", lambda client: client.call_tool(tool, arguments))

    return call


def test_the_tools_are_listed_as_reading_only_and_say_what_they_return(asked: str) -> None:
    tools = talk(f"{asked}/mcp", lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
        assert tool.description
        assert tool.output_schema["properties"]


def test_an_answer_comes_as_text_with_sources_and_as_data(call: Call, asked: str) -> None:
    result = call("ask", question=QUESTION)
    assert not result.is_error
    assert result.structured_content == httpx.post(f"{asked}/v1/ask", json={"question": QUESTION}).json()
    text = result.content[0].text
    assert "| 青石县教育局 | 2024 |" in text
    assert "\n[1] " in text


def test_a_plan_can_be_run_again_by_its_permalink_or_changed_by_the_assistant(call: Call) -> None:
    first = call("ask", question=QUESTION).structured_content
    again = call("run_plan", permalink=first["permalink"]).structured_content
    assert again["rows"] == first["rows"]
    plan = first["plan"]
    plan["scope"]["years"] = [2023]
    other = call("run_plan", plan=plan).structured_content
    assert {row["year"] for row in other["rows"]} == {2023}


def test_a_follow_up_names_the_answer_it_follows(call: Call) -> None:
    first = call("ask", question="2024年青石县教育局收费多少").structured_content
    assert call("ask", question="那2023年呢", after=first["permalink"]).structured_content["value"] == 6.5


def test_reports_are_found_and_their_facts_read(call: Call) -> None:
    found = call("find_reports", wanted={"agency": "青石县教育局", "year": 2024}).structured_content
    assert found["total"] == 1
    (report,) = found["reports"]
    facts = call("get_facts", report_id=report["id"], fields=["disclosure.fees"]).structured_content
    assert facts["agency"] == "青石县教育局"
    assert facts["facts"]["disclosure.fees.amount"]["value"] == 7.25
    assert facts["facts"]["disclosure.fees.change"]["status"] == "not_in_template"
    everything = call("get_facts", report_id=report["id"]).structured_content["facts"]
    assert "requests.received.total" in everything
    assert "disclosure.fees.change" not in everything


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("ask", {"question": "收" * 1001}, "1000"),
        ("ask", {"question": "再说一次", "after": "0000000000000000"}, "no such plan"),
        ("run_plan", {}, "permalink"),
        ("run_plan", {"permalink": "0000000000000000"}, "no such plan"),
        ("run_plan", {"plan": {"kind": "list", "language": "zh"}}, "plan"),
        ("get_facts", {"report_id": "0000000000000000"}, "no such report"),
        ("find_reports", {"wanted": {"yaer": 2024}}, "yaer"),
    ],
)
def test_what_can_not_be_done_is_told_to_the_assistant(call: Call, tool: str, arguments: dict, says: str) -> None:
    result = call(tool, **arguments)
    assert result.is_error
    assert says in result.content[0].text


def test_a_field_that_is_not_there_is_told_with_the_nearest(call: Call) -> None:
    (report,) = call("find_reports", wanted={"agency": "云溪县教育局"}).structured_content["reports"]
    result = call("get_facts", report_id=report["id"], fields=["disclosure.fee.amount"])
    assert result.is_error
    assert "disclosure.fees.amount" in result.content[0].text


def test_a_page_of_another_site_can_not_reach_the_server(asked: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}
    for headers in ({"host": "evil.example"}, {"origin": "https://evil.example"}):
        assert httpx.post(f"{asked}/mcp", json=body, headers=accept | headers).status_code in {403, 421}


@pytest.mark.slow
def test_the_command_serves_the_same_tools_on_stdin_and_stdout(asked: str, asked_home: Path) -> None:
    from mcp import StdioServerParameters, stdio_client

    env = environment(asked_home, NIANBAO_VECTORS="false")
    parameters = StdioServerParameters(command=sys.executable, args=[*COMMAND[1:], "mcp"], env=env, cwd=str(Path.cwd()))

    async def conversation(client: Any) -> Any:
        listed = await client.list_tools()
        return {tool.name for tool in listed.tools}, await client.call_tool("ask", {"question": QUESTION})

    names, result = talk(stdio_client(parameters), conversation)
    assert names == TOOLS
    assert not result.is_error
    assert result.structured_content == httpx.post(f"{asked}/v1/ask", json={"question": QUESTION}).json()
