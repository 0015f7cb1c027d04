"""For other people's LangChain programs: a retriever of what answers rest on, and a tool that answers.

Both ask a running `nianbao serve`, so that a program needs no store of its own:

    from service.langchain_parts import AnswerTool, ReportRetriever

    retriever = ReportRetriever(url="http://127.0.0.1:8765")
    tools = [AnswerTool(url="http://127.0.0.1:8765")]
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import httpx
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import BaseTool, ToolException
from pydantic import BaseModel, Field

from service.asking import LONGEST_QUESTION
from service.markdown import address_of, as_markdown

HOME = "http://127.0.0.1:8765"
SECONDS = 60.0


class ReportRetriever(BaseRetriever):
    """The printed texts that answer a question: passages of the reports, or the table cells its numbers stand in."""

    url: str = HOME
    k: int = 20

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager  # nothing here calls back
        answer = _asked(self.url, query)
        values = {number: row for row in answer["rows"] for number in row["citations"]}
        scores = {passage["citation"]: passage["score"] for passage in answer["passages"]}
        return [
            _document(citation, self.url, values.get(citation["id"], {}), scores.get(citation["id"]))
            for citation in answer["citations"][: self.k]
        ]


class AnswerQuestion(BaseModel):
    """The arguments of the tool."""

    question: str = Field(max_length=LONGEST_QUESTION, description="in Chinese or English")


class AnswerTool(BaseTool):
    """Answers questions: the text for the model, with its sources; the whole answer as the artifact."""

    name: str = "ask_disclosure_reports"
    description: str = (
        "Answers questions about the annual reports of Chinese public bodies on government-information disclosure. "
        "Its numbers are computed from the reports' tables; quote them as they are, with their sources."
    )
    args_schema: type[BaseModel] = AnswerQuestion
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    handle_tool_error: bool = True
    url: str = HOME

    def _run(self, question: str) -> tuple[str, dict[str, Any]]:
        try:
            answer = _asked(self.url, question)
        except httpx.HTTPError as error:
            raise ToolException(str(error)) from error
        return as_markdown(answer).text, answer


def _asked(url: str, question: str) -> dict[str, Any]:
    said = httpx.post(f"{url}/v1/ask", json={"question": question}, timeout=SECONDS, trust_env=False)
    answer: dict[str, Any] = said.raise_for_status().json()
    return answer


def _document(citation: Mapping[str, Any], url: str, row: Mapping[str, Any], score: float | None) -> Document:
    kept = ("report_id", "agency", "year", "field", "page", "line", "path")
    about = {name: citation[name] for name in kept} | {"source": address_of(citation, url)}
    about |= {name: row.get(name) for name in ("value", "unit", "status")} if row else {"score": score}
    return Document(page_content=citation["text"], metadata=about)
