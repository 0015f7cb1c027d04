"""The adapter for servers, against the scripted server: how it asks, how it waits, and what it keeps to itself."""

from __future__ import annotations

import json
import logging
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from random import Random
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import BaseModel, SecretStr

from canonical.errors import CallCancelledError, ModelDownError, ModelError
from llm import Asked, Azure, ModelConfig, Reply, Request, Said, open_model
from llm.behaviours import BEHAVIOURS
from llm.faults import fault_of
from llm.scripted import Behaviour, in_order
from llm.served import ServedModel
from service.scripted_llm import Quirks, Seen, serving

KEY = "sk-test-8f3a91c07d52"


class Cell(BaseModel):
    """What is in a cell."""

    value: int | None


READ = Request(prompt="read_cell/v1", digest="d", system="Read.", user="规章 12 件", answer=Cell)
WORDS = Request(prompt="say/v1", digest="d", system="Answer.", user="有几件？")


class Bench:
    """Opens models on servers; `seen` has what the servers were sent."""

    def __init__(self, opened: ExitStack) -> None:
        self.opened, self.seen = opened, Seen()

    def url(self, script: Behaviour | str, quirks: Quirks | None = None, **more: object) -> str:
        return self.opened.enter_context(serving(script, quirks, self.seen, **more))

    def model(self, script: Behaviour | str, quirks: Quirks | None = None, **config: object) -> ServedModel:
        defaults = {"model": "small", "base_url": self.url(script, quirks), "timeout": 20, "retries": 0}
        return self.on(**{**defaults, "first_wait": 0.01, "way": "json_schema", **config})

    def on(self, **config: object) -> ServedModel:
        return self.opened.enter_context(closing(ServedModel(ModelConfig(**config))))


@pytest.fixture
def bench() -> Iterator[Bench]:
    with ExitStack() as opened:
        yield Bench(opened)


@pytest.mark.parametrize(
    ("refuses", "way"),
    [
        ((), "json_schema"),
        (("json_schema",), "function_calling"),
        (("json_schema", "function_calling"), "json_object"),
    ],
)
def test_a_server_is_asked_in_the_best_way_that_it_takes_and_that_is_remembered(bench, tmp_path, refuses, way):
    remembered = tmp_path / "home" / "ways.json"
    quirks = Quirks(refuses=frozenset(refuses))
    model = bench.model(lambda asked: {"value": 12}, quirks, way=None, ways=remembered)
    assert model.complete(READ).way == way
    assert list(json.loads(remembered.read_text()).values()) == [way]
    probed = len(bench.seen.bodies) - 1
    assert probed == 1 + sum(2 if each == "json_schema" else 1 for each in refuses)  # a 500 is tried twice
    (server,) = json.loads(remembered.read_text())
    again = bench.on(model="small", base_url=server.split()[0], ways=remembered)
    assert again.complete(READ).answer == Cell(value=12)
    assert len(bench.seen.bodies) == probed + 2


def test_the_schema_is_in_the_prompt_where_the_server_only_knows_that_json_is_wanted(bench):
    seen: list[Asked] = []
    model = bench.model(lambda asked: seen.append(asked) or {"value": 12}, way="json_object")
    assert model.complete(READ).answer == Cell(value=12)
    assert '"additionalProperties":false' in bench.seen.bodies[0]["messages"][0]["content"]
    assert bench.seen.bodies[0]["response_format"] == {"type": "json_object"}
    assert (seen[0].system, seen[0].wanted) == ("Read.", "Cell")


def test_a_way_that_stops_working_is_dropped_for_the_next(bench, tmp_path):
    remembered = tmp_path / "ways.json"
    url = bench.url(lambda asked: {"value": 12}, Quirks(refuses=frozenset({"function_calling", "json_schema"})))
    remembered.write_text(json.dumps({f"{url} small": "function_calling", "other": "json_schema"}))
    model = bench.on(model="small", base_url=url, ways=remembered, retries=0, first_wait=0.01)
    assert model.complete(READ).way == "json_object"
    assert json.loads(remembered.read_text()) == {f"{url} small": "json_object", "other": "json_schema"}


def test_a_server_that_takes_a_schema_and_ignores_it_is_asked_in_another_way(bench, tmp_path):
    script = in_order(["好的，准备好了。", {"ready": True}, {"value": 12}])
    model = bench.model(script, Quirks(probes=False), way=None, ways=tmp_path / "ways.json")
    assert model.complete(READ).way == "function_calling"


def test_a_model_that_never_answers_properly_is_probed_once_and_not_remembered(bench, tmp_path):
    model = bench.model("garbage", Quirks(probes=False), way=None, ways=tmp_path / "ways.json")
    for _ in range(2):
        with pytest.raises(ModelError):
            model.complete(READ)
    assert len(bench.seen.bodies) == 3 + 2
    assert not (tmp_path / "ways.json").exists()


def test_a_file_of_ways_that_is_damaged_is_no_obstacle(bench, tmp_path):
    (tmp_path / "ways.json").write_text("[1")
    assert bench.model("answer", way=None, ways=tmp_path / "ways.json").complete(READ).way == "json_schema"
    assert "json_schema" in (tmp_path / "ways.json").read_text()


def test_a_server_that_takes_no_way_is_an_error_with_its_own_words(bench):
    quirks = Quirks(refuses=frozenset({"json_schema", "function_calling", "json_object"}))
    with pytest.raises(ModelDownError, match="response_format type is unavailable"):
        bench.model("answer", quirks, way=None).complete(READ)


def test_parameters_that_a_server_does_not_know_are_left_out_from_then_on(bench):
    model = bench.model("answer", Quirks(refuses=frozenset({"temperature", "max_tokens"})))
    for _ in range(2):
        model.complete(READ)
    assert [body.get("temperature") for body in bench.seen.bodies][-2:] == [None, None]
    assert [body.get("max_completion_tokens") for body in bench.seen.bodies][-2:] == [1024, 1024]
    assert len(bench.seen.bodies) == 4


def test_a_retry_waits_as_long_as_the_server_says(bench):
    model = bench.model(in_order([Reply(status=429, retry_after=0.15), {"value": 1}]), retries=1)
    assert took(lambda: model.complete(READ)) >= 0.15


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "2", "retry-after-ms": "1500"}, 1.5),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({}, None),
    ],
)
def test_when_to_come_back_is_read_in_seconds_and_milliseconds(headers, seconds):
    error = RuntimeError("busy")
    error.response = SimpleNamespace(headers=headers)
    assert fault_of(error, ModelConfig()).retry_after == seconds


def test_a_header_that_is_a_word_of_the_report_is_left_in_answers(bench):
    model = bench.model(
        lambda _: "市教育局信息公开办公室", headers={"x-team": quote("市教育局信息公开办公室"), "x-no": "20240131"}
    )
    assert model.complete(WORDS).text == "市教育局信息公开办公室"


def test_a_run_with_every_fault_there_is_ends_and_takes_nothing_wrong(bench):
    faults = [
        *(BEHAVIOURS[name] for name in ("error", "half", "page", "wrong-json", "wrong-schema", "garbage", "hang"))
    ]
    faults.append(lambda _: Reply(status=429, retry_after=0.01))

    def troubled(asked: Asked) -> Said:
        fault = Random(asked.number).choice([*faults, *[None] * 8])
        return fault(asked) if fault else {"value": int(asked.user)}

    def ask(number: int) -> str:
        try:
            answer = model.complete(replace(READ, user=str(number))).answer
        except ModelError as error:
            return type(error).__name__
        return "right" if answer == Cell(value=number) else "wrong"

    model = bench.model(troubled, retries=2, timeout=0.3, concurrency=8, gives_up_after=10**6)
    with ThreadPoolExecutor(8) as pool:
        ends = Counter(pool.map(ask, range(40)))
    assert ends.keys() <= {"right", "UnusableAnswerError", "ModelDownError"}
    assert ends["right"] > 5
    assert 40 < len(bench.seen.bodies) <= 40 * 3


def test_a_server_that_says_to_wait_for_an_hour_is_not_obeyed(bench):
    script = in_order([Reply(status=429, retry_after=3600), {"value": 1}])
    model = bench.model(script, retries=1, longest_wait=0.05)
    assert took(lambda: model.complete(READ)) < 60


def test_a_call_that_waits_to_be_tried_again_is_cancelled_at_once(bench):
    model = bench.model(lambda _: Reply(status=429, retry_after=30), retries=1)
    cancelled = threading.Event()
    threading.Timer(0.3, cancelled.set).start()
    with pytest.raises(CallCancelledError):
        model.complete(READ, cancelled=cancelled)
    assert len(bench.seen.bodies) == 1


def test_no_more_calls_run_at_once_than_allowed(bench):
    running, most, lock = [0], [0], threading.Lock()

    def slow(_: Asked) -> Said:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.03)
        with lock:
            running[0] -= 1
        return {"value": 1}

    model = bench.model(slow, concurrency=2)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: model.complete(READ).answer, range(6)))
    assert answers == [Cell(value=1)] * 6
    assert most[0] == 2


def test_calls_start_no_faster_than_allowed(bench):
    model = bench.model("answer", requests_per_second=25)
    assert took(lambda: [model.complete(READ) for _ in range(5)]) >= 4 / 25


def test_a_server_that_fails_again_and_again_is_left_alone_for_a_while(bench):
    model = bench.model("error", gives_up_after=2, rest=0.3)
    for _ in range(5):
        with pytest.raises(ModelDownError):
            model.complete(READ)
    assert len(bench.seen.bodies) == 2
    time.sleep(0.3)
    with pytest.raises(ModelDownError):
        model.complete(READ)
    assert len(bench.seen.bodies) == 3


def test_a_wrong_key_is_tried_once(bench):
    model = bench.model("answer", Quirks(key="another"), api_key=SecretStr(KEY), retries=3)
    for _ in range(3):
        with pytest.raises(ModelDownError):
            model.complete(READ)
    assert len(bench.seen.bodies) == 1


def test_a_context_that_is_too_long_does_not_cost_the_way(bench, tmp_path):
    (tmp_path / "ways.json").write_text(json.dumps({"x": "json_schema"}))
    too_long = Reply(status=400, text="This model's maximum context length is 8192 tokens")
    model = bench.model(lambda _: too_long, way=None, ways=tmp_path / "ways.json")
    with pytest.raises(ModelDownError, match="maximum context length"):
        model.complete(READ)
    assert len(json.loads((tmp_path / "ways.json").read_text())) == 2


def test_what_a_server_does_not_count_is_counted_here(bench):
    spent = bench.model("answer", Quirks(usage=False), price=(1000.0, 2000.0)).complete(READ).spent
    assert spent.prompt_tokens > 10
    assert spent.completion_tokens > 0
    assert spent.cost_usd == pytest.approx((spent.prompt_tokens + 2 * spent.completion_tokens) / 1000)


def test_pictures_are_not_sent_unless_that_is_switched_on(bench):
    with pytest.raises(ModelDownError, match="NIANBAO_LLM_VISION"):
        bench.model("answer").complete(Request(prompt="p", digest="d", system="", user="", images=(b"png",)))
    assert not bench.seen.bodies


def test_servers_that_speak_like_openai_get_the_old_name_of_the_limit_and_the_extra_headers(bench):
    bench.model("answer", api_key=SecretStr(KEY), headers={"x-team": "disclosure"}).complete(READ)
    assert bench.seen.bodies[0]["max_tokens"] == 1024
    assert bench.seen.bodies[0]["temperature"] == 0
    assert bench.seen.headers[0]["authorization"] == f"Bearer {KEY}"
    assert bench.seen.headers[0]["x-team"] == "disclosure"


def test_azure_is_asked_by_deployment_with_its_own_header_for_the_key(bench):
    url = bench.url("answer", Quirks(key=KEY)).removesuffix("/v1")
    azure = Azure(deployment="extract", api_version="2025-01-01-preview")
    model = bench.on(model="gpt-4o-mini", base_url=url, azure=azure, api_key=SecretStr(KEY))
    assert model.complete(READ).answer == Cell(value=None)
    assert bench.seen.headers[-1]["api-key"] == KEY
    assert bench.seen.bodies[-1]["max_completion_tokens"] == 1024


def test_an_old_deployment_gets_the_old_name_of_the_limit(bench):
    url = bench.url("answer", Quirks(refuses=frozenset({"max_completion_tokens"}))).removesuffix("/v1")
    azure = Azure(deployment="extract", api_version="2023-05-15")
    model = bench.on(model="gpt-4", base_url=url, azure=azure, api_key=SecretStr(KEY), way="function_calling")
    model.complete(READ)
    assert bench.seen.bodies[-1]["max_tokens"] == 1024


def test_calls_go_through_the_proxy_of_the_environment(bench, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", bench.url("answer").removesuffix("/v1"))
    monkeypatch.setenv("NO_PROXY", "")
    model = bench.on(model="small", base_url="http://model.invalid/v1", way="json_schema")
    assert model.complete(READ).answer == Cell(value=None)
    assert bench.seen.headers[0]["host"] == "model.invalid"


def test_a_server_with_a_certificate_of_its_own_is_trusted_by_its_file_only(bench, tmp_path):
    certificate, key = own_certificate(tmp_path)
    trusting = {
        "model": "small",
        "way": "json_schema",
        "retries": 0,
        "base_url": bench.url("answer", tls=(certificate, key)),
    }
    assert bench.on(**trusting, ca_file=certificate).complete(READ).answer == Cell(value=None)
    with pytest.raises(ModelDownError, match="can not be reached"):
        bench.on(**trusting).complete(READ)


@pytest.mark.parametrize(
    "script",
    [
        lambda _: Reply(status=400, text=f"bad key {KEY}"),
        lambda _: Reply(status=500, text=f"{KEY} and x-gateway: gateway-secret-1"),
        lambda _: f"你的密钥是 {KEY}",
        lambda _: {"value": KEY},
    ],
)
def test_a_server_that_repeats_the_key_does_not_get_it_into_errors_logs_or_files(bench, tmp_path, caplog, script):
    caplog.set_level(logging.DEBUG)
    config = ModelConfig(
        model="small",
        base_url=bench.url(script),
        api_key=SecretStr(KEY),
        headers={"x-gateway": "gateway-secret-1"},
        ways=tmp_path / "ways.json",
        cache=tmp_path / "replies.sqlite",
        retries=1,
        first_wait=0.01,
    )
    said = [repr(config), str(config)]
    with open_model(config) as model:
        for request in (READ, WORDS):
            try:
                said.append(repr(model.complete(request)))
            except ModelError as error:
                said += [repr(error), repr(vars(error)), "".join(traceback.format_exception(error))]
        model.export(tmp_path / "replay.jsonl")
        said += [caplog.text, *(file.read_bytes().decode(errors="replace") for file in tmp_path.iterdir())]
    assert any("***" in each for each in said[2:])
    assert bench.seen.headers[0]["authorization"] == f"Bearer {KEY}"
    for secret in (KEY, "gateway-secret-1"):
        assert secret not in "".join(said)


def test_a_wrong_key_that_comes_back_in_the_error_is_not_shown(bench):
    model = bench.model("answer", Quirks(key="another"), api_key=SecretStr(KEY))
    with pytest.raises(ModelDownError, match=r"Incorrect API key provided: \*\*\*") as caught:
        model.complete(READ)
    assert KEY not in "".join(traceback.format_exception(caught.value))


def took(call: Callable[[], object]) -> float:
    started = time.monotonic()
    call()
    return time.monotonic() - started


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody signed but itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nianbao test")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), today, today + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "own.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "own.pem", folder / "key.pem"
