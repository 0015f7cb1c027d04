"""Questions put to a server that has a language model set: a real one that speaks chat completions, and says its script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from llm import Asked, Said
from qa.proposing import Proposal
from service.scripted_llm import serving
from tests.service.conftest import served
from tests.service.pages import page
from tests.service.test_ask import events_of

QUESTION = "2024年哪个单位收费嘎嘣脆"
NARRATIVE = "青石县教育局2024年存在的问题有哪些"
BEST = {**dict.fromkeys(Proposal.model_fields), "kind": "rank", "order": "descending", "limit": 1}


def script(asked: Asked) -> Said:
    if asked.wanted == "Proposal":
        return BEST
    number, text = re.findall(r"^(\d+)\. [^：]*：(.*)$", asked.user, re.MULTILINE)[0]
    quote = re.split(r"(?<=。)", text)[0]
    true = {"text": quote, "passage": int(number), "quote": quote}
    return {"sentences": [true, {**true, "text": f"{quote}共999件", "quote": f"{quote}共999件"}], "reason": None}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    home = tmp_path_factory.mktemp("helped")
    given = {"llm_model": "scripted", "openai_api_key": "sk-none", "llm_retries": 0}
    with serving(script) as model, served(home, openai_base_url=model, **given) as url:
        files = [
            ("files", (f"{name}2024.html", page(name, 2024, fees=fees).encode()))
            for name, fees in (("青石县教育局", "7.25"), ("云溪县教育局", "12.5"))
        ]
        with httpx.Client(base_url=url, timeout=60) as client:
            client.post("/v1/reports", files=files).raise_for_status()
            yield client


def test_what_a_model_offers_is_run_by_its_id_or_by_asking_its_words(client: httpx.Client) -> None:
    offered = client.post("/v1/ask", json={"question": QUESTION}).json()
    assert (offered["status"], offered["rows"], offered["value"]) == ("needs_clarification", [], None)
    (words,) = offered["clarification"]["by_model"]
    run = client.get(f"/v1/plans/{offered['permalink']}").json()
    assert (run["status"], run["rows"][0]["agency"], run["plan"]["planned_by"]) == ("answered", "云溪县教育局", "model")
    assert run["answer"].startswith(f"语言模型把问题理解为：“{words}”。")
    picked = client.post("/v1/ask", json={"question": words}).json()
    assert (picked["rows"], picked["plan"]["planned_by"]) == (run["rows"], "rules")
    assert offered["usage"]["llm_calls"] >= 1
    assert picked["usage"]["llm_calls"] == 0


def test_what_is_offered_can_be_picked_and_gone_on_from_in_a_conversation(client: httpx.Client) -> None:
    talk = client.post("/v1/conversations", json={}).json()["id"]
    offered = client.post("/v1/ask", json={"question": QUESTION, "conversation": talk}).json()
    (words,) = offered["clarification"]["by_model"]
    client.post("/v1/ask", json={"question": words, "conversation": talk})
    lowest = client.post("/v1/ask", json={"question": "反过来", "conversation": talk}).json()
    assert [row["agency"] for row in lowest["rows"]] == ["青石县教育局"]


def test_a_narrative_question_is_answered_in_sentences_of_the_report_and_a_false_one_is_dropped(
    client: httpx.Client,
) -> None:
    answer = client.post("/v1/ask", json={"question": NARRATIVE}).json()
    (said,) = answer["told"]
    passage = next(each for each in answer["passages"] if each["id"] == said["passage"])
    assert said["quote"] in " ".join(passage["text"].split())
    assert "999" not in answer["answer"]
    assert f"[{said['citation']}]" in answer["answer"]


def test_told_sentences_are_in_the_text_event_and_in_chat_completions(client: httpx.Client) -> None:
    stream = client.post("/v1/ask", json={"question": NARRATIVE, "stream": True}).text
    text = dict(events_of(stream))["text"]
    assert text["told"]
    asked = {"model": "nianbao", "messages": [{"role": "user", "content": NARRATIVE}]}
    message = client.post("/v1/chat/completions", json=asked).json()
    assert message["nianbao"]["told"] == text["told"]
    assert text["told"][0]["text"] in message["choices"][0]["message"]["content"]
    assert message["choices"][0]["message"]["annotations"]
