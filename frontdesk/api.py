"""The JSON interface under /v1, by the NL API Design Rules: what `export` gives, in pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from frontdesk import export
from storage.store import Store
from voorkant.clock import parse_as_of
from voorkant.settings import Settings

PAGE_SIZE = 100
_OPEN = {"Access-Control-Allow-Origin": "*"}


def problem(status: int, said: str) -> Response:
    """An error as RFC 9457 wants it."""
    titles = {
        400: "Ongeldige aanvraag",
        404: "Niet gevonden",
        405: "Niet toegestaan",
        503: "Niet beschikbaar",
    }
    body = {"type": "about:blank", "title": titles.get(status, "Fout"), "status": status, "detail": said}
    return JSONResponse(body, status, media_type="application/problem+json")


def add(
    app: FastAPI,
    settings: Settings,
    store: Store,
    clock: Callable[[], datetime],
    note: Callable[[str, str], None],
) -> None:
    """Add one collection per kind of record, and let everybody read the description of the interface."""

    def answer(what: str, as_of: str | None, page: int, size: int) -> dict[str, Any]:
        moment = parse_as_of(as_of, settings.zone) if as_of else clock()
        with store.begin() as db:
            found = list(export.rows(db, settings, what, moment))
        note("opgevraagd", what)
        items = found[(page - 1) * size : page * size]
        return {"items": items, "page": page, "pageSize": size, "total": len(found)}

    for what in export.FIELDS:
        _add_collection(app, what, answer)
    _add_initiative(app, settings, store, clock, note)

    @app.get("/v1/openapi.json", include_in_schema=False)
    def description(request: Request) -> Response:
        said = app.openapi()
        contact = {**said["info"]["contact"], "url": f"{request.base_url}over"}
        return JSONResponse({**said, "info": {**said["info"], "contact": contact}}, headers=_OPEN)


def _add_collection(
    app: FastAPI, what: str, answer: Callable[[str, str | None, int, int], dict[str, Any]]
) -> None:
    @app.get(f"/v1/{what}", operation_id=f"list_{what}", summary=f"All {what} as they were known")
    def collection(
        as_of: Annotated[str | None, Query(alias="asOf", max_length=40)] = None,
        page: Annotated[int, Query(ge=1)] = 1,
        page_size: Annotated[int, Query(alias="pageSize", ge=1, le=500)] = PAGE_SIZE,
    ) -> dict[str, Any]:
        return answer(what, as_of, page, page_size)


def _add_initiative(
    app: FastAPI,
    settings: Settings,
    store: Store,
    clock: Callable[[], datetime],
    note: Callable[[str, str], None],
) -> None:
    told: dict[int | str, dict[str, Any]] = {
        308: {"description": "It goes on under the id in `Location`"},
        404: {"description": "Not shown"},
    }

    @app.get(
        "/v1/initiatives/{key}",
        operation_id="get_initiative", summary="One initiative as it was known",
        response_model=None, responses=told,
    )  # fmt: skip
    def one(
        request: Request, key: str, as_of: Annotated[str | None, Query(alias="asOf", max_length=40)] = None
    ) -> dict[str, Any] | Response:
        moment = parse_as_of(as_of, settings.zone) if as_of else clock()
        with store.begin() as db:
            found = export.initiative(db, settings, key, moment)
        if found is None:
            raise HTTPException(404, "Dit initiatief kennen we niet.")
        if found["id"] != key:
            asked = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/v1/initiatives/{found['id']}{asked}", 308)
        note("opgevraagd", f"initiatief {key}")
        return found
