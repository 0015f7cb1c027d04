"""The OpenAI-compatible interface, asked by the real client as its users would."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

QUESTION = "which bureaus reported fee income in 2024"


@pytest.fixture(scope="module")
def openai(asked: str) -> Iterator:
    """The real client."""
    from openai import OpenAI

    with OpenAI(base_url=f"{asked}/v1", api_key="none", max_retries=0, http_client=httpx.Client(trust_env=False)) as it:
        yield it


def user(*questions: str) -> list[dict]:
    """A conversation as its client repeats it."""
    said = [({"role": "user", "content": question}, {"role": "assistant", "content": "…"}) for question in questions]
    return [message for pair in said for message in pair][:-1]


def test_the_one_model_is_listed(openai) -> None:
    assert [model.id for model in openai.models.list()] == ["nianbao"]
    assert openai.models.retrieve("nianbao").owned_by == "nianbao"


def test_an_answer_has_its_sources_in_the_text_and_as_annotations(openai) -> None:
    completion = openai.chat.completions.create(model="nianbao", messages=user(QUESTION))
    (choice,) = completion.choices
    text = choice.message.content
    assert choice.finish_reason == "stop"
    assert "青石县教育局" in text
    assert "7.25 万元" in text
    assert choice.message.annotations
    for annotation in choice.message.annotations:
        cited = annotation.url_citation
        mark = text[cited.start_index : cited.end_index]
        assert f"\n{mark} {cited.title}" in text
        assert httpx.get(cited.url).status_code == 200


def test_the_whole_answer_stands_beside_the_text(openai, asked: str) -> None:
    completion = openai.chat.completions.create(model="nianbao", messages=user(QUESTION))
    assert completion.model_extra["nianbao"] == httpx.post(f"{asked}/v1/ask", json={"question": QUESTION}).json()
    assert completion.usage.total_tokens == 0


def test_a_stream_brings_the_same_text_annotations_and_answer(openai) -> None:
    whole = openai.chat.completions.create(model="nianbao", messages=user(QUESTION))
    chunks = list(
        openai.chat.completions.create(
            model="nianbao", messages=user(QUESTION), stream=True, stream_options={"include_usage": True}
        )
    )
    deltas = [choice.delta for chunk in chunks for choice in chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    assert deltas[0].role == "assistant"
    assert [choice.finish_reason for chunk in chunks for choice in chunk.choices][-1] == "stop"
    shown = [annotation.model_dump() for annotation in whole.choices[0].message.annotations]
    assert deltas[-1].model_extra["annotations"] == shown
    assert chunks[-2].model_extra["nianbao"] == whole.model_extra["nianbao"]
    assert chunks[-1].usage.total_tokens == 0


def test_parts_of_text_are_read_and_what_steers_a_model_has_no_effect(openai) -> None:
    parts = [
        {"role": "system", "content": "be brief"},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
    ]
    completion = openai.chat.completions.create(model="nianbao", messages=parts, temperature=1.7, max_tokens=1, seed=3)
    assert "青石县教育局" in completion.choices[0].message.content


def test_errors_are_the_ones_the_client_knows(openai) -> None:
    from openai import NotFoundError, UnprocessableEntityError

    with pytest.raises(NotFoundError, match="nianbao"):
        openai.chat.completions.create(model="gpt-4o", messages=user(QUESTION))
    with pytest.raises(NotFoundError):
        openai.models.retrieve("gpt-4o")
    for messages in ([{"role": "system", "content": "x"}], user("收" * 2001), user(" ")):
        with pytest.raises(UnprocessableEntityError):
            openai.chat.completions.create(model="nianbao", messages=messages)
    picture = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,"}}]}]
    with pytest.raises(UnprocessableEntityError, match="messages"):
        openai.chat.completions.create(model="nianbao", messages=picture)
    with pytest.raises(UnprocessableEntityError, match="response_format"):
        openai.chat.completions.create(
            model="nianbao", messages=user(QUESTION), response_format={"type": "json_object"}
        )


def test_an_error_has_the_shape_of_openai(asked: str) -> None:
    for answer in (
        httpx.post(f"{asked}/v1/chat/completions", content=b"{"),
        httpx.post(f"{asked}/v1/chat/completions", content=b"x" * 2_000_000),
        httpx.get(f"{asked}/v1/chat/completions"),
        httpx.get(f"{asked}/v1/models/other"),
    ):
        assert answer.status_code >= 400
        assert set(answer.json()) == {"error"}
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}


def test_a_follow_up_goes_on_from_the_questions_that_the_client_repeats(openai) -> None:
    messages = user("2024年青石县教育局收费多少", "那云溪县教育局呢", "那青石县教育局2023年呢")
    answer = openai.chat.completions.create(model="nianbao", messages=messages).model_extra["nianbao"]
    assert answer["value"] == 6.5
    alone = openai.chat.completions.create(model="nianbao", messages=messages[-1:]).model_extra["nianbao"]
    assert alone["status"] != "answered"
