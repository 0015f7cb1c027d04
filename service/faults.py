"""Every error of the HTTP interface in one shape: {"error": {"code", "message": {"zh", "en"}, "detail"}}.

Under the OpenAI-compatible addresses it is the shape that clients of those know how to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from canonical.errors import NianbaoError, StoreError, UnusableFileError, UnusableRequestError
from service.asking import NoSuchThingError
from service.showing import NotShownError
from service.sources import SourceChangedError, SourceGoneError

OPENAI_PATHS = ("/v1/chat/", "/v1/models")
OPENAI_TYPES: Mapping[int, str] = {404: "not_found_error", 429: "rate_limit_error"}


class Kind(NamedTuple):
    """A stable code and what it says."""

    code: str
    zh: str
    en: str


KINDS: Mapping[int, Kind] = {
    400: Kind("bad_request", "请求无法理解", "the request can not be understood"),
    404: Kind("not_found", "没有这个资源", "no such thing here"),
    405: Kind("method_not_allowed", "此地址不支持该方法", "this address does not take that method"),
    409: Kind("source_changed", "报告的源文件已改变", "the report's file has changed since it was read"),
    410: Kind("source_gone", "报告的源文件已不在原处", "the report's file is no longer there"),
    413: Kind("too_large", "内容超过大小限制", "the body is larger than the limit"),
    415: Kind("unsupported_media_type", "不支持的内容类型", "the content type is not supported"),
    422: Kind("unusable_request", "请求参数有误", "a part of the request is missing or wrong"),
    429: Kind("too_many", "提问过于频繁，请稍候再问", "too many questions; ask again later"),
    500: Kind("internal", "服务内部错误，详情见服务日志", "an internal error; the server's log has the details"),
    503: Kind("store_unavailable", "数据库暂不可用", "the store can not be used now"),
}
STATUS_OF = (
    (UnusableRequestError, 422),
    (SourceGoneError, 410),
    (SourceChangedError, 409),
    (UnusableFileError, 422),
    (StoreError, 503),
    (NianbaoError, 500),
)


def add_error_shape(app: FastAPI) -> None:
    """Nothing; afterwards every error of the app has the one shape."""

    @app.exception_handler(HTTPException)
    async def _of_http(request: Request, error: HTTPException) -> JSONResponse:
        return answer(error.status_code, headers=error.headers, at=request.url.path)

    @app.exception_handler(RequestValidationError)
    async def _of_validation(request: Request, error: RequestValidationError) -> JSONResponse:
        return answer(422, detail=[_complaint(item) for item in error.errors()], at=request.url.path)

    @app.exception_handler(NianbaoError)
    async def _of_ours(request: Request, error: NianbaoError) -> JSONResponse:
        status, body = trouble_of(error, at=request.url.path)
        return JSONResponse(body, status_code=status)

    @app.exception_handler(Exception)
    async def _of_anything(request: Request, __: Exception) -> JSONResponse:
        return answer(500, at=request.url.path)


def trouble_of(error: Exception, *, at: str = "") -> tuple[int, dict[str, Any]]:
    """The status and the body that tell of an exception; of one that is not ours they tell nothing."""
    if isinstance(error, NoSuchThingError):
        return 404, body_of(404, detail=str(error), at=at)
    if isinstance(error, NotShownError):
        return 404, body_of(404, kind=Kind(error.code, error.zh, error.en), detail=error.detail, at=at)
    status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), 500)
    return status, body_of(status, detail=str(error) if isinstance(error, NianbaoError) else None, at=at)


def answer(
    status: int, *, kind: Kind | None = None, detail: Any = None, headers: Mapping[str, str] | None = None, at: str = ""
) -> JSONResponse:
    """A response with that status in the one shape; `kind` where the status alone does not tell."""
    body = body_of(status, kind=kind, detail=detail, at=at)
    return JSONResponse(body, status_code=status, headers=dict(headers) if headers else None)


def body_of(status: int, *, kind: Kind | None = None, detail: Any = None, at: str = "") -> dict[str, Any]:
    """The body that tells of a trouble at an address."""
    kind = kind or KINDS.get(status, Kind(f"http_{status}", "请求未能完成", "the request was not completed"))
    if at.startswith(OPENAI_PATHS):
        said = f"{kind.en} / {kind.zh}" + (f": {_told(detail)}" if detail else "")
        family = OPENAI_TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
        return {"error": {"message": said, "type": family, "param": None, "code": kind.code}}
    return {"error": {"code": kind.code, "message": {"zh": kind.zh, "en": kind.en}, "detail": detail}}


def _told(detail: Any) -> str:
    """A detail as one line of text."""
    if isinstance(detail, list):
        return "; ".join(f"{'.'.join(item['at'])}: {item['says']}" for item in detail)
    return ", ".join(f"{key} {value}" for key, value in detail.items()) if isinstance(detail, dict) else str(detail)


def _complaint(item: Mapping[str, Any]) -> dict[str, Any]:
    """Where and what, without the input itself, which may be a whole file or not even text."""
    plain: dict[str, Any] = jsonable_encoder({"at": [str(part) for part in item["loc"]], "says": item["msg"]})
    return plain
