"""What other people's LangChain programs use: their own ChatOpenAI, our retriever and our tool."""

from __future__ import annotations

import os

import pytest

QUESTION = "which bureaus reported fee income in 2024"

pytestmark = pytest.mark.slow  # the import alone takes five seconds: first in the queue, and in one test


def test_a_chat_model_a_retriever_and_a_tool_of_langchain_work(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    from langchain_openai import ChatOpenAI

    from service.langchain_parts import AnswerTool, ReportRetriever

    model = ChatOpenAI(model="nianbao", base_url=f"{asked}/v1", api_key="none", max_retries=0)
    said = model.invoke(QUESTION)
    assert "青石县教育局" in said.content
    assert "\n[1] " in said.content
    assert said.usage_metadata["total_tokens"] == 0
    assert "".join(chunk.content for chunk in model.stream(QUESTION)) == said.content

    documents = ReportRetriever(url=asked).invoke(QUESTION)
    assert {document.metadata["agency"] for document in documents} == {"青石县教育局", "云溪县教育局"}
    assert {document.metadata["value"] for document in documents} == {7.25, 12.5}
    assert all("行政事业性收费" in document.page_content for document in documents)
    passages = ReportRetriever(url=asked, k=1).invoke("青石县教育局2024年存在的问题是什么")
    assert "公开内容的深度还不够" in passages[0].page_content
    assert passages[0].metadata["score"] > 0

    call = {"name": "ask_disclosure_reports", "args": {"question": QUESTION}, "id": "1", "type": "tool_call"}
    message = AnswerTool(url=asked).invoke(call)
    assert message.content == said.content
    assert message.artifact["status"] == "answered"
    refused = AnswerTool(url="http://127.0.0.1:9").invoke(call)
    assert refused.status == "error"
