"""The routes of reports: what is stored, corrected, shown and checked (`http_ask.py` has those of asking).

Blocking work runs in worker threads, never in the event loop.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, File, Path, Query, Request, Response, UploadFile

from canonical.contract import as_json
from canonical.fields import FIELDS
from factstore import Correction
from ingest.page_images import View
from service.asking import NoSuchThingError
from service.correcting import change_as_json, change_of, failed_checks
from service.desk import ERRORS, NOT_FOUND, REFUSED, At, Desk
from service.examples import answers_like, json_like
from service.indexing import Synced
from service.showing import POINTS, box_on_page, demand_pages, etag_of, picture_of
from service.uploads import discard, received
from service.version import VERSION
from service.views import check_line, report_body, report_list, scope_of
from service.wire import (
    REPORT_ID,
    ChangeBody,
    CheckFilter,
    CheckList,
    ErrorBody,
    Health,
    Intake,
    ReportBody,
    ReportFilter,
    ReportList,
    Said,
)

if TYPE_CHECKING:
    from canonical.report import ReportHeader

LAST_PAGE = 100_000

PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "The picture is the one that `If-None-Match` names"},
    404: {
        "model": ErrorBody,
        "description": "No such report, field or page, or nothing to show there",
        "content": json_like("get /v1/reports/{report_id}/pages/{page}.png"),
    },
    409: {"model": ErrorBody, "description": "The report's file has changed since it was read"},
    410: {"model": ErrorBody, "description": "The report's file is no longer there"},
}


router = APIRouter(responses=ERRORS)


@router.get("/healthz", tags=["service"], responses=answers_like("get /healthz"))
def healthz(desk: At) -> Health:
    """Whether the service and its store work, the version, and how passages are searched."""
    desk.store.text_revision()
    return Health(status="ok", version=VERSION, search="hybrid" if desk.settings.vectors else "keyword")


@router.post("/v1/reports", tags=["reports"], responses=REFUSED | answers_like("post /v1/reports"))
def add_reports(desk: At, files: Annotated[list[UploadFile], File(description="reports", min_length=1)]) -> Intake:
    """Store the uploaded reports. Each file has its own outcome; one that fails does not stop the others.

    Facts and keyword search have the reports at once; search by meaning follows in the background.
    """
    outcomes = [outcome for file in files for outcome in _taken_in(file, desk)]
    index = "pending" if desk.settings.vectors else "off"
    return Intake.model_validate({"files": outcomes, "index": index})


@router.get("/v1/reports", tags=["reports"], responses=answers_like("get /v1/reports"))
def list_reports(desk: At, wanted: Annotated[ReportFilter, Query()]) -> ReportList:
    """The reports that match every filter given, a page at a time."""
    return ReportList.model_validate(report_list(desk.store, wanted))


@router.get(
    "/v1/reports/{report_id}", tags=["reports"], responses=NOT_FOUND | answers_like("get /v1/reports/{report_id}")
)
def show_report(desk: At, report_id: Annotated[str, Path(pattern=REPORT_ID)]) -> ReportBody:
    """One report with all its facts and checks, in the shape of `nianbao extract FILE --json`."""
    report = desk.store.report(report_id)
    if report is None:
        raise NoSuchThingError(report_id)
    return ReportBody.model_validate(report_body(report_id, report))


@router.get(
    "/v1/reports/{report_id}/pages/{page}.png",
    tags=["reports"],
    response_class=Response,
    responses=PICTURE,
)
def show_page(  # noqa: PLR0913, PLR0917  one argument a parameter
    desk: At,
    request: Request,
    report_id: Annotated[str, Path(pattern=REPORT_ID)],
    page: Annotated[int, Path(ge=1, le=LAST_PAGE)],
    highlight: Annotated[str | None, Query(description="a field id, whose cell is marked", max_length=100)] = None,
    dpi: Annotated[int, Query(ge=36, le=300, description="dots per inch")] = 110,
) -> Response:
    """A page of the report's file as a picture, where it has pages (PDF, pictures), with a field's cell marked."""
    header = _header(desk, report_id, highlight)
    demand_pages(desk.store, header)
    fact = desk.store.facts([report_id], [highlight])[report_id][highlight] if highlight else None
    view = View(page=page, scale=dpi / POINTS, mark=box_on_page(fact, page) if fact else None)
    headers = {"etag": etag_of(header, view), "cache-control": "private, no-cache"}
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(picture_of(header, desk.settings.limits, view), media_type="image/png", headers=headers)


@router.put(
    "/v1/reports/{report_id}/facts/{field}",
    tags=["reports"],
    responses=REFUSED | NOT_FOUND | answers_like("put /v1/reports/{report_id}/facts/{field}"),
)
def correct_fact(desk: At, report_id: Annotated[str, Path(pattern=REPORT_ID)], field: str, said: Said) -> ChangeBody:
    """Mend a reading: say what the report really prints. What was read is kept, and checks follow the correction."""
    header = _header(desk, report_id, field)
    before = failed_checks(desk.store, report_id)
    correction = Correction(
        field=field,
        value=said.exact,
        status=said.status,
        note=said.note,
        author=said.author,
        made_at=datetime.now(UTC),
    )
    change = change_of(desk.store, header, desk.store.correct(report_id, correction), before)
    return ChangeBody.model_validate(change_as_json(change))


@router.delete(
    "/v1/reports/{report_id}/facts/{field}",
    tags=["reports"],
    responses=NOT_FOUND | answers_like("delete /v1/reports/{report_id}/facts/{field}"),
)
def undo_correction(desk: At, report_id: Annotated[str, Path(pattern=REPORT_ID)], field: str) -> ChangeBody:
    """Take a correction back: the fact is again as it was read."""
    header = _header(desk, report_id, field)
    if field not in {stored.correction.field for stored in desk.store.corrections([report_id])}:
        raise NoSuchThingError(f"{report_id} {field}")
    before = failed_checks(desk.store, report_id)
    change = change_of(desk.store, header, desk.store.undo_correction(report_id, field), before)
    return ChangeBody.model_validate(change_as_json(change))


@router.get("/v1/checks", tags=["reports"], responses=answers_like("get /v1/checks"))
def list_checks(desk: At, wanted: Annotated[CheckFilter, Query()]) -> CheckList:
    """Checks with their numbers, and the printed text behind each number."""
    found = desk.store.checks(scope_of(wanted), status="failed" if wanted.failed else None)
    page = [check_line(item) for item in found[wanted.offset : wanted.offset + wanted.limit]]
    return CheckList.model_validate(
        {"total": len(found), "limit": wanted.limit, "offset": wanted.offset, "checks": page}
    )


@router.post("/v1/index/sync", tags=["service"], responses=answers_like("post /v1/index/sync"))
def sync_index(desk: At) -> Synced:
    """Embed what has no embedding yet and bring the search index up to date with the store."""
    return desk.sync()


def _header(desk: Desk, report_id: str, field: str | None) -> ReportHeader:
    header = desk.store.header(report_id)
    if header is None:
        raise NoSuchThingError(report_id)
    if field is not None and field not in FIELDS:
        raise NoSuchThingError(field)
    return header


def _taken_in(file: UploadFile, desk: Desk) -> list[dict[str, Any]]:
    """Outcomes under the client's own file names; an upload that no stored report came from is not kept."""
    path = received(file, desk.settings.uploads_folder)
    outcomes = desk.take_in([path])
    headers = (desk.store.header(outcome.report_id) for outcome in outcomes if outcome.report_id)
    if not any(header and header.path.startswith(str(path)) for header in headers):
        discard(path)
    return [{**as_json(outcome), "path": outcome.path.removeprefix(f"{path.parent}/")} for outcome in outcomes]
