"""Settings: read once, frozen, documented, and strict about names."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from canonical.errors import UnusableSettingError
from service.settings import Settings, read_settings, variable_names
from service.texts import TEXTS

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("NIANBAO_", "OPENAI_")):
            monkeypatch.delenv(name)


def documented() -> dict[str, str]:
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: default.strip().strip("`") for name, default in rows}


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert sorted(documented()) == sorted(variable_names().values())


def test_the_documented_defaults_are_the_defaults() -> None:
    said = documented()
    for field, name in variable_names().items():
        default = Settings.model_fields[field].default
        if said[name].startswith(("the locale", "not set")):
            assert not default, name
        elif isinstance(default, bool):
            assert said[name] == str(default).lower()
        elif isinstance(default, Path):
            assert said[name] == f"./{default}"
        else:
            assert said[name] == str(default), name


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NIANBAO_HOME", str(tmp_path))
    monkeypatch.setenv("NIANBAO_MAX_FILE_MB", "0.5")
    settings = read_settings()
    assert settings.home == tmp_path
    assert settings.limits.max_bytes == 512 * 1024


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_PORT", "")
    assert read_settings().port == 8765


def test_an_unknown_name_is_an_error_that_names_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_MAXFILE_MB", "1")
    with pytest.raises(UnusableSettingError, match=r"NIANBAO_MAXFILE_MB.*NIANBAO_MAX_FILE_MB"):
        read_settings()


def test_a_value_out_of_range_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_MAX_FILE_MB", "-1")
    with pytest.raises(UnusableSettingError, match="NIANBAO_MAX_FILE_MB"):
        read_settings()


def test_settings_can_not_be_changed() -> None:
    with pytest.raises(ValidationError):
        read_settings().port = 1


def test_a_secret_prints_as_stars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    settings = read_settings()
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "sk-very-secret"
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "very-secret" not in shown
        assert "***" in shown


def test_every_text_is_there_in_both_languages_with_the_same_holes() -> None:
    for key, text in TEXTS.items():
        assert set(text) == {"zh", "en"}, key
        assert len({tuple(sorted(re.findall(r"{(\w+)}", said))) for said in text.values()}) == 1, key


def test_extra_headers_of_a_model_are_read_and_kept_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_LLM_HEADERS", "X-Team: audit; Authorization: Basic c2VjcmV0")
    settings = read_settings()
    assert settings.language_model.headers == {"X-Team": "audit", "Authorization": "Basic c2VjcmV0"}
    assert "c2VjcmV0" not in f"{settings!r} {settings} {settings.language_model!r} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("name", "value"),
    [("NIANBAO_LLM_HEADERS", "no colon"), ("NIANBAO_LLM_CA_FILE", "/no/such/file"), ("NIANBAO_LLM_RETRIES", "-1")],
)
def test_a_setting_of_a_model_that_can_not_be_used_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UnusableSettingError, match=name):
        read_settings()
