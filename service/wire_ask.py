"""The shapes of asking: questions, conversations, and the OpenAI-compatible interface."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from qa import Answer
from qa.answer import MOST_ROWS
from service.asking import LONGEST_QUESTION
from service.wire import LARGEST_PAGE, PAGE, Wire

ID = r"^[0-9a-f]{16}$"
MODEL = "nianbao"
MOST_MESSAGES = 2000
Id = Annotated[str, Field(pattern=ID)]


class Question(BaseModel):
    """A question in Chinese or English; `today` is the date that words like 去年 are counted from.

    `conversation` keeps question and answer and makes it a follow-up; `after` (the `permalink` of an answer) makes it a
    follow-up of that answer. `stream` asks for server-sent events, as `Accept: text/event-stream` does.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": "which bureaus reported fee income in 2024"}]},
    )

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    today: date | None = None
    conversation: Id | None = None
    after: Id | None = None
    stream: bool = False

    @field_validator("question")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("the question is empty")
        return value


class NewConversation(BaseModel):
    """What a conversation begins with; without a title its first question is the title."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(default=None, max_length=200)


class ConversationBody(Wire):
    """A conversation; `turns` counts its questions."""

    id: str = Field(examples=["9f2c41d07be35a68"])
    title: str | None
    made_at: datetime
    changed_at: datetime
    turns: int


class TurnBody(Wire):
    """A question of a conversation, with the answer as it was given."""

    position: int
    question: str
    asked_at: datetime
    answer: dict[str, Any]


class ConversationTurns(ConversationBody):
    """A conversation with all its turns, in order."""

    said: tuple[TurnBody, ...]


class ConversationList(Wire):
    """One page of conversations, the one gone on with last first; `total` counts all."""

    total: int
    limit: int
    offset: int
    conversations: tuple[ConversationBody, ...]


class Paging(Wire):
    limit: int = Field(default=PAGE, ge=1, le=LARGEST_PAGE)
    offset: int = Field(default=0, ge=0, le=2**31)


class RowPaging(Wire):
    """Without `limit` as many rows as an answer usually has."""

    limit: int | None = Field(default=None, ge=1, le=MOST_ROWS)
    offset: int = Field(default=0, ge=0, le=2**31)


class ContentPart(BaseModel):
    """A part of a message; only text can be read."""

    type: Literal["text", "input_text"]
    text: str


class Message(BaseModel):
    """A message of a chat; of `user` messages the last is asked, the ones before it are what it follows."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | tuple[ContentPart, ...] | None = None

    @property
    def words(self) -> str:
        """Its text."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or ())


class StreamOptions(BaseModel):
    include_usage: bool | None = None


class ResponseFormat(BaseModel):
    type: Literal["text"] = "text"


class ChatRequest(BaseModel):
    """A chat completion, as OpenAI's interface has it. What steers a language model is accepted and has no effect."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"model": MODEL, "messages": [{"role": "user", "content": "2024年哪些单位有收费"}]}]
        }
    )

    model: str = Field(max_length=200)
    messages: tuple[Message, ...] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    response_format: ResponseFormat | None = None


class UrlCitation(Wire):
    """What stands at `[start_index, end_index)` of the content, and where what it cites can be seen."""

    url: str
    title: str
    start_index: int
    end_index: int


class Annotation(Wire):
    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class AnswerMessage(Wire):
    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: tuple[Annotation, ...] = ()


class Choice(Wire):
    index: Literal[0] = 0
    message: AnswerMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class ChatUsage(Wire):
    """Tokens that language models used for this answer: none where no model was asked."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatCompletion(Wire):
    """A chat completion. `nianbao` is the answer as `POST /v1/ask` gives it: rows, coverage, citations, permalink."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: tuple[Choice, ...]
    usage: ChatUsage
    nianbao: Answer


class ModelBody(Wire):
    id: str = MODEL
    object: Literal["model"] = "model"
    created: int
    owned_by: str = MODEL


class ModelList(Wire):
    """The models of the OpenAI-compatible interface: there is one."""

    object: Literal["list"] = "list"
    data: tuple[ModelBody, ...]


class OpenAIError(Wire):
    message: str
    type: str
    param: Any = None
    code: str | None


class OpenAIErrorBody(Wire):
    """The shape in which OpenAI's clients expect errors."""

    error: OpenAIError
