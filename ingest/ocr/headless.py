"""An ONNX model that classifies, parted before its last layer: what is left of it, and that layer's numbers.

Only the few fields of the format (protocol buffers) that this needs are read. Whoever scores with the layer himself
does so for the classes that are asked for, and writes nothing down that nobody reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]

GRAPH = 7  # field of a model
NODE, INITIALIZER, OUTPUT = 1, 5, 12  # fields of a graph
IN, OUT, OPERATION = 1, 2, 4  # of a node
SIZES, RAW = 1, 9  # of an initializer
NAME = {INITIALIZER: 8, OUTPUT: 1}
HEAD = ("Softmax", "Add", "MatMul")  # the last layer from behind
VARINT, BYTES = 0, 2  # how a field is written
FIXED = {1: 8, 5: 4}  # bytes of the other ways


class Headless(NamedTuple):
    """The model without its last layer as bytes, with its features as output; the layer's weights and bias."""

    model: bytes
    weights: Numbers
    bias: Numbers


class _Field(NamedTuple):
    """A field of a message: its number, its value, and all its bytes."""

    number: int
    value: bytes
    whole: bytes


def headless(model: bytes) -> Headless:
    """The model parted before the matrix product, the bias and the softmax that end it."""
    fields = list(_fields(model))
    graph = list(_fields(next(each.value for each in fields if each.number == GRAPH)))
    tensors = {_texts(each, NAME[INITIALIZER])[0]: each for each in graph if each.number == INITIALIZER}
    makers = {name: each for each in graph if each.number == NODE for name in _texts(each, OUT)}
    name = next(_texts(each, NAME[OUTPUT])[0] for each in graph if each.number == OUTPUT)
    dropped, known = [], []
    for operation in HEAD:
        while _texts(node := makers[name], OPERATION) != [operation]:  # what only passes on
            dropped.append(node)
            (name,) = _texts(node, IN)
        dropped.append(node)
        known += [each for each in _texts(node, IN) if each in tensors]
        name = next(each for each in _texts(node, IN) if each not in tensors)
    bias, weights = known
    kept = [each.whole for each in graph if each.number != OUTPUT and each not in dropped]
    kept.append(_written(OUTPUT, _written(NAME[OUTPUT], name.encode())))
    rest = [each.whole for each in fields if each.number != GRAPH]
    return Headless(
        b"".join([*rest, _written(GRAPH, b"".join(kept))]), _numbers(tensors[weights]), _numbers(tensors[bias])
    )


def _fields(message: bytes) -> Iterator[_Field]:
    start = 0
    while start < len(message):
        key, place = _varint(message, start)
        number, way = key >> 3, key & 7
        if way == VARINT:
            _, end = _varint(message, place)
        elif way == BYTES:
            size, place = _varint(message, place)
            end = place + size
        else:
            end = place + FIXED[way]
        yield _Field(number, message[place:end], message[start:end])
        start = end


def _varint(message: bytes, place: int) -> tuple[int, int]:
    """The number that begins there, seven bits a byte, the lowest first; and where it ends."""
    value = shift = 0
    while message[place] & 0x80:
        value |= (message[place] & 0x7F) << shift
        shift, place = shift + 7, place + 1
    return value | message[place] << shift, place + 1


def _texts(message: _Field, number: int) -> list[str]:
    return [each.value.decode() for each in _fields(message.value) if each.number == number]


def _numbers(tensor: _Field) -> Numbers:
    fields = list(_fields(tensor.value))
    sizes = [_varint(each.value, 0)[0] for each in fields if each.number == SIZES]
    raw = next(each.value for each in fields if each.number == RAW)
    return np.frombuffer(raw, dtype="<f4").reshape(sizes)


def _written(number: int, value: bytes) -> bytes:
    size, head = len(value), bytearray([number << 3 | BYTES])
    while size > 0x7F:
        head.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*head, size]) + value
