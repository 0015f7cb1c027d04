"""Budgets, prices and what a dry run says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from pydantic import BaseModel, SecretStr

from canonical.errors import BudgetSpentError, UnusableAnswerError, UnusableSettingError
from llm import Azure, ModelConfig, OpenModel, Request, ScriptedModel, Spent, open_model
from llm.budget import Budget, Budgeted
from llm.prices import Price, price_of
from llm.tokens import count_prompt


class Cell(BaseModel):
    value: int | None


READ = Request(prompt="read_cell/v1", digest="d", system="Read.", user="规章 12 件", answer=Cell, max_tokens=100)
MOST = count_prompt(READ) + READ.max_tokens


def answers(asked: object) -> dict[str, int]:
    return {"value": 12}


def opened(script=answers, **config) -> OpenModel:
    return OpenModel(ScriptedModel(script=script), ModelConfig(model="scripted", **config))


def test_a_call_that_could_pass_the_tokens_of_a_run_is_not_made():
    with opened(max_tokens=MOST + 20) as model:
        model.complete(READ)
        assert 0 < model.spent.prompt_tokens + model.spent.completion_tokens < MOST
        with pytest.raises(BudgetSpentError, match=str(MOST + 20)):
            model.complete(READ)
        assert model.spent.calls == 1


def test_a_call_that_could_pass_the_cost_of_a_run_is_not_made():
    dear = Price(asked=0.0, answered=10_000.0)
    budget = Budget(max_cost=1.5)
    model = Budgeted(ScriptedModel(script=answers), budget, dear)
    model.complete(READ)
    budget.add(Spent(cost_usd=1.0))
    with pytest.raises(BudgetSpentError, match=r"1\.5 USD"):
        model.complete(READ)


def test_a_report_has_a_budget_of_its_own_that_is_part_of_the_run():
    with opened(max_tokens_per_report=MOST + 5) as model:
        first, second = model.for_report(), model.for_report()
        first.complete(READ)
        with pytest.raises(BudgetSpentError):
            first.complete(READ)
        second.complete(READ)
        assert first.spent.calls == second.spent.calls == 1
        assert model.spent == first.spent + second.spent


def test_replies_of_no_use_are_paid_for():
    with opened(["noise " * 10]) as model:
        with pytest.raises(UnusableAnswerError):
            model.complete(READ)
        assert model.spent.calls == 1
        assert model.spent.completion_tokens > 10


def test_calls_at_the_same_time_do_not_pass_the_limit_together():
    with opened(max_tokens=3 * MOST) as model, ThreadPoolExecutor(8) as pool:

        def ask(_: int) -> bool:
            try:
                return bool(model.complete(replace(READ, max_tokens=MOST * 2)).answer)
            except BudgetSpentError:
                return False

        assert any(pool.map(ask, range(8)))
        assert model.spent.prompt_tokens + model.spent.completion_tokens <= 3 * MOST


def test_what_is_kept_needs_no_budget(tmp_path):
    with opened(cache=tmp_path / "replies.sqlite") as model:
        model.complete(READ)
    with opened(cache=tmp_path / "replies.sqlite", max_tokens=0) as model:
        assert model.for_report().complete(READ).kept
        assert model.spent == Spent()


def test_a_dry_run_asks_nothing_and_says_what_it_would_cost_at_most(tmp_path):
    base, config = ScriptedModel(script=answers), ModelConfig(model="scripted", price=(1.0, 10.0), cache=tmp_path / "c")
    with OpenModel(base, config, dry=True) as model:
        for _ in range(2):
            with pytest.raises(BudgetSpentError):
                model.for_report().complete(READ)
        asked = count_prompt(READ)
        cost = 2 * (asked + 10 * 100) / 1_000_000
        assert model.spent == Spent(
            calls=2, prompt_tokens=2 * asked, completion_tokens=200, cost_usd=pytest.approx(cost)
        )
    assert not base.asked


@pytest.mark.parametrize(
    ("model", "address", "asked", "source"),
    [
        ("gpt-4o-mini", None, 0.15, "table"),
        ("gpt-4o-2024-08-06", None, 2.5, "table"),
        ("gpt-4o-audio", None, 0.0, "unknown"),
        ("qwen-plus", "https://models.example.com/v1", 0.0, "unknown"),
        ("gpt-4o", "http://127.0.0.1:8077/v1", 0.0, "local"),
        ("qwen", "http://vllm:8000/v1", 0.0, "local"),
        ("qwen", "http://10.3.0.7/v1", 0.0, "local"),
    ],
)
def test_a_price_is_known_free_or_unknown(model, address, asked, source):
    price = price_of(ModelConfig(model=model, base_url=address))
    assert (price.asked, price.source) == (asked, source)


def test_a_price_that_was_set_is_believed():
    price = price_of(ModelConfig(model="gpt-4o", price=(1.0, 2.0)))
    assert (price.of(1_000_000, 500_000), price.source) == (2.0, "setting")


def test_a_limit_on_the_cost_of_a_model_without_a_price_is_refused():
    config = ModelConfig(model="qwen-plus", base_url="https://models.example.com/v1", max_cost=1)
    with pytest.raises(UnusableSettingError, match="NIANBAO_LLM_PRICE"):
        open_model(config)
    open_model(replace(config, price=(1.0, 2.0))).close()


def test_settings_that_would_fail_at_the_first_call_are_refused_at_the_start(tmp_path):
    (tmp_path / "ca.pem").write_text("no certificate")
    server = {"model": "gpt-4o", "api_key": SecretStr("k")}
    for ca_file in (tmp_path / "ca.pem", tmp_path / "none.pem"):
        with pytest.raises(UnusableSettingError, match=ca_file.name):
            open_model(ModelConfig(**server, ca_file=ca_file))
    with pytest.raises(UnusableSettingError, match="OPENAI_BASE_URL"):
        open_model(ModelConfig(**server, azure=Azure(deployment="d", api_version="2025-01-01")))


@pytest.mark.parametrize(
    "address", ["http://[::x/v1", "127.0.0.1:8077/v1", "ftp://a/v1", "http://a:x/v1", "http:///v1"]
)
def test_an_address_that_is_none_is_refused_at_the_start(address):
    with pytest.raises(UnusableSettingError, match="OPENAI_BASE_URL"):
        open_model(ModelConfig(model="local", base_url=address))


@pytest.mark.parametrize("config", [{}, {"model": "gpt-4o"}, {"api_key": SecretStr("k")}, {"base_url": "http://a/v1"}])
def test_there_is_no_model_unless_one_is_named_and_reached(config):
    assert open_model(ModelConfig(**config)) is None


@pytest.mark.parametrize("how", [{"api_key": SecretStr("k")}, {"base_url": "http://127.0.0.1:8077/v1"}])
def test_a_local_server_needs_no_key_and_opening_calls_nobody(how):
    with open_model(ModelConfig(model="local", **how)) as model:
        assert model.name == "local"
        assert model.spent == Spent()


def test_a_replay_file_needs_neither_server_nor_key(tmp_path):
    with opened(cache=tmp_path / "replies.sqlite") as model:
        model.complete(READ)
        assert model.export(tmp_path / "replay.jsonl") == 1
    with opened() as model, pytest.raises(UnusableSettingError, match="NIANBAO_LLM_CACHE"):
        model.export(tmp_path / "replay.jsonl")
    with open_model(ModelConfig(replay=tmp_path / "replay.jsonl")) as replay:
        assert replay.complete(READ).answer == Cell(value=12)
        assert (replay.name, replay.way()) == ("scripted", None)
