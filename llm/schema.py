"""The JSON schema of an answer, as strict structured output wants it: every property required, none besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

JsonSchema = Mapping[str, Any]
UNWANTED = {"title", "default"}
"""What strict servers refuse or nobody needs: titles of properties only repeat their names."""


def strict_schema(answer: type[BaseModel]) -> dict[str, Any]:
    """The schema of an answer; its `title` is the name of the class."""
    schema = answer.model_json_schema()
    return {"title": answer.__name__, **_strict(schema, schema)}


def resolved(node: JsonSchema, root: JsonSchema) -> JsonSchema:
    """The schema that a `$ref` points to, together with what stands beside the `$ref`; other schemas as they are."""
    if "$ref" not in node:
        return node
    target = root["$defs"][node["$ref"].rpartition("/")[2]]
    return {**target, **{key: value for key, value in node.items() if key != "$ref"}}


def _strict(node: JsonSchema, root: JsonSchema) -> dict[str, Any]:
    if len(node) > 1:  # strict servers take nothing beside a $ref
        node = resolved(node, root)
    strict = {key: _deeper(value, root) for key, value in node.items() if key not in {*UNWANTED, "properties", "$defs"}}
    for key in ("properties", "$defs"):
        if key in node:
            strict[key] = {name: _strict(each, root) for name, each in node[key].items()}
    if "properties" in node:
        strict |= {"required": list(node["properties"]), "additionalProperties": False}
    return strict


def _deeper(value: Any, root: JsonSchema) -> Any:
    if isinstance(value, list):
        return [_deeper(each, root) for each in value]
    return _strict(value, root) if isinstance(value, dict) else value
