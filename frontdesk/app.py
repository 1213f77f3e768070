"""The front desk: pages in Dutch, rendered here, and the same records as JSON under /v1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Any
from urllib.parse import quote

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException

from frontdesk import api, changes, digest, render, views
from frontdesk import deciding as decisions
from frontdesk import desk as desks
from frontdesk.assets import VENDOR
from frontdesk.coverage import sources_in_words
from frontdesk.deciding import Deciding
from frontdesk.desk import Desk
from frontdesk.labelling import Labelling, Said, ToLabel, in_page_words, keep, read_form, refuse_outdated
from frontdesk.labelling import page as label_page
from frontdesk.marking import read_named
from frontdesk.quality import Quality, mistakes_page
from frontdesk.quality import page as quality_page
from frontdesk.security import guard, refuse_forged, refuse_open
from storage.store import Database, Store
from voorkant.clock import dutch_day, local_day, utc_now
from voorkant.errors import VoorkantError
from voorkant.labels import ContradictionError
from voorkant.settings import Settings
from voorkant.vocabulary import Phase, Theme

STATIC = Path(__file__).parent / "static"
ACTOR = "lokale gebruiker"
#: in an address: read what others labelled
SECOND = "tweede"
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Office:
    """What every page needs: the configuration, the store and the clock."""

    settings: Settings
    store: Store
    clock: Clock
    labelling: Labelling | None = None
    deciding: Deciding | None = None
    quality: Quality | None = None
    #: the word that shows that a form is ours, a new one each time the front desk starts
    token: str = field(default_factory=token_urlsafe)

    @contextmanager
    def desk(self) -> Iterator[tuple[Database, Desk]]:
        """The desk as it is now, in one transaction that only reads."""
        with self.store.begin() as db:
            yield db, desks.read(db, self.settings, self.clock())

    def note(self, action: str, record: str, actor: str = ACTOR) -> None:
        """Write a look to the audit log (LAW 23), in a transaction of its own: reading never waits for it."""
        with self.store.begin() as db:
            db.humans.note(self.clock(), actor, action, record, self.settings.processing.purpose)

    def page(self, name: str, desk: Desk, status: int = 200, **values: Any) -> HTMLResponse:
        """A page from a template; `here` marks where one is in the navigation."""
        common = {
            "settings": self.settings,
            "labelling": self.labelling is not None,
            "deciding": self.deciding is not None,
            "quality": self.quality is not None,
            "token": self.token,
            "vendor": (VENDOR / "theme.css").exists() and (VENDOR / "utrecht.css").exists(),
            "today": dutch_day(local_day(desk.as_of, self.settings.zone), year=True),
            **views.helpers(desk),
        }
        return HTMLResponse(render.templates().get_template(name).render(common | values), status)


def create_app(
    settings: Settings,
    store: Store,
    clock: Clock,
    labelling: Labelling | None = None,
    deciding: Deciding | None = None,
    *,
    quality: Quality | None = None,
) -> FastAPI:
    """The application. It has no sign-in: serve it on loopback, as `run` does.

    `labelling`: who labels and what is next; without it there is no page to label on. `deciding`: who decides
    and how it is carried out; without it there are no forms to decide with. `quality`: how the classifiers
    do; without it there are no pages on that.
    """
    office = Office(settings, store, clock, labelling, deciding, quality)
    app = FastAPI(
        title=f"Voorkant {settings.municipality}", version="1.0.0", docs_url=None, redoc_url=None,
        openapi_url=None, contact=_contact(settings),
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    )  # fmt: skip
    app.middleware("http")(guard)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _add_day_pages(app, office)
    _add_initiative_pages(app, office)
    _add_network_pages(app, office)
    if labelling is not None:
        _add_labelling_pages(app, office, labelling)
        _add_label_form(app, office, labelling)
    if deciding is not None:
        _add_deciding(app, office, deciding)
    if quality is not None:
        _add_quality_pages(app, office, quality)
    api.add(app, settings, store, clock, office.note)
    _add_errors(app, office)
    return app


def run(
    settings: Settings,
    store: Store,
    host: str,
    port: int,
    clock: Clock = utc_now,
    *,
    labelling: Labelling | None = None,
    deciding: Deciding | None = None,
    quality: Quality | None = None,
) -> None:
    """Serve until stopped; raises InputError for a host that others can reach."""
    refuse_open(host)
    app = create_app(settings, store, clock, labelling, deciding, quality=quality)
    # No access log: addresses of visitors are personal data (LAW 21).
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)


def _contact(settings: Settings) -> dict[str, str]:
    contact = {"name": f"Gemeente {settings.municipality}"}
    officer = settings.processing.privacy_officer
    return contact | ({"email": officer} if "@" in officer else {})


def _filter(
    thema: str = "", fase: str = "", plaats: str = "", zoek: str = "", sorteer: str = ""
) -> views.Filter:
    """The filter in the address; words that do not exist count as not given."""
    return views.Filter(
        theme=thema if thema in list(Theme) else "",
        phase=fase if fase in list(Phase) else "",
        place=plaats[:100],
        search=zoek[:100],
        sort=sorteer if sorteer in views.SORTS else "nieuwste",
    )


def _add_day_pages(app: FastAPI, office: Office) -> None:
    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    def today() -> Response:
        with office.desk() as (db, desk):
            paper = digest.build(db, office.settings, None, desk.as_of)
            chosen = {
                name: views.cards(desk, [desk.initiatives[i] for i in ids])
                for name, ids in _ids(paper).items()
            }
            unread = sources_in_words(paper.unread)
            return office.page("vandaag.html", desk, here="vandaag", d=paper, cards=chosen, unread=unread,
                               opening=render.opening(paper), observed=render.observed,
                               came_back=render.came_back,
                               recent_facts=lambda r: render.recent_facts(r, office.settings.zone),
                               waiting_sentence=render.waiting_sentence)  # fmt: skip

    @app.get("/agenda", response_class=HTMLResponse, include_in_schema=False)
    def agenda() -> Response:
        with office.desk() as (_, desk):
            return office.page("agenda.html", desk, here="agenda", days=views.agenda(desk))


def _ids(paper: digest.Digest) -> dict[str, list[str]]:
    """The initiatives of each part of the paper, each once: what grows is not told again under new."""
    growing = [g.item.id for g in paper.growing if g.item]
    new = [i.id for i in paper.new if i.id not in growing]
    moved = [i.id for i in paper.moved if i.id not in growing]
    return {"growing": growing, "new": new, "moved": moved}


def _add_initiative_pages(app: FastAPI, office: Office) -> None:
    @app.get("/initiatieven", response_class=HTMLResponse, include_in_schema=False)
    def initiatives(wanted: Annotated[views.Filter, Depends(_filter)], afgekeurd: str = "") -> Response:
        with office.desk() as (db, desk):
            found = views.cards(desk, views.listed(desk, wanted))
            gone = decisions.rejected(db, desk, afgekeurd) if office.deciding and afgekeurd else None
            return office.page("initiatieven.html", desk, here="initiatieven", cards=found, wanted=wanted,
                               rejected=gone,
                               places=views.places(desk), themes=list(Theme), phases=list(Phase),
                               sorts=views.SORTS, total=len(desk.initiatives))  # fmt: skip

    @app.get("/voorsprong", response_class=HTMLResponse, include_in_schema=False)
    def lead() -> Response:
        with office.desk() as (db, desk):
            return office.page("voorsprong.html", desk, here="initiatieven", **views.lead_page(db, desk))

    @app.get("/initiatieven/{key}", response_class=HTMLResponse, include_in_schema=False)
    def initiative(key: str, besloten: str = "") -> Response:
        with office.desk() as (db, desk):
            found = desk.initiatives.get(desk.resolve(key))
            if found is None:
                raise HTTPException(404, "Dit initiatief kennen we niet.")
            page = office.page("initiatief.html", desk, here="initiatieven", decided=besloten,
                               **views.initiative_page(db, desk, found))  # fmt: skip
        office.note("bekeken", f"initiatief {found.id}")
        return page


def _add_network_pages(app: FastAPI, office: Office) -> None:
    @app.get("/netwerken", response_class=HTMLResponse, include_in_schema=False)
    def networks() -> Response:
        with office.desk() as (db, desk):
            return office.page("netwerken.html", desk, here="netwerken", **views.networks_page(db, desk))

    @app.get("/netwerken/{key}", response_class=HTMLResponse, include_in_schema=False)
    def network(key: str) -> Response:
        with office.desk() as (db, desk):
            if key not in desk.networks:
                home = changes.goes_on(db, desk, key)
                if not home:
                    raise HTTPException(404, "Dit netwerk kennen we niet.")
                return RedirectResponse(f"/netwerken/{quote(home, safe='')}", 303)
            values = views.network_page(db, desk, desk.networks[key])
            page = office.page("netwerk.html", desk, here="netwerken", all=desk.networks, **values)
        office.note("bekeken", f"netwerk {key}")
        return page

    @app.get("/over", response_class=HTMLResponse, include_in_schema=False)
    def about() -> Response:
        with office.desk() as (_, desk):
            return office.page("over.html", desk, here="over")


async def _form(request: Request) -> list[tuple[str, str]]:
    """The fields of a form that was sent, in order; files are no part of it."""
    return [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]


Form = Annotated[list[tuple[str, str]], Depends(_form)]


def _add_labelling_pages(app: FastAPI, office: Office, labelling: Labelling) -> None:
    def show(db: Database, desk: Desk, task: ToLabel | None, second: bool, kept: bool = False) -> Response:
        values = label_page(db, task, labelling, desk.as_of, second=second)
        before = labelling.before(task.document if task else "")
        return office.page("labelen.html", desk, here="labelen", kept=kept, second=second,
                           before=before, **values)  # fmt: skip

    def look(task: ToLabel | None) -> None:
        if task is not None:
            office.note("bekeken om te labelen", f"document {task.document}", labelling.labeller)

    @app.get("/labelen", response_class=HTMLResponse, include_in_schema=False)
    def to_label(bewaard: str = "", lezing: str = "") -> Response:
        second = lezing == SECOND
        with office.desk() as (db, desk):
            task = labelling.next(db, desk.as_of, second=second)
            page = show(db, desk, task, second, bewaard == "ja")
        look(task)
        return page

    @app.get("/labelen/{key}", response_class=HTMLResponse, include_in_schema=False)
    def to_label_again(key: str, lezing: str = "") -> Response:
        with office.desk() as (db, desk):
            task = labelling.find(db, key)
            if task is None:
                raise HTTPException(404, "De tekst van dit bericht is er niet meer.")
            page = show(db, desk, task, lezing == SECOND)
        look(task)
        return page


def _add_label_form(app: FastAPI, office: Office, labelling: Labelling) -> None:
    @app.post("/labelen", include_in_schema=False)
    def label(request: Request, fields: Form) -> Response:
        form = dict(fields)
        refuse_forged(request, form.get("bewijs", ""), office.token)
        document = form.get("document", "")
        reading = f"lezing={SECOND}" if form.get("lezing") == SECOND else ""
        if form.get("overslaan"):
            labelling.pass_over(document)
            return RedirectResponse(f"/labelen?{reading}".rstrip("?"), 303)
        named = read_named(fields, office.settings.zone)
        try:
            said = Said(document, form.get("versie", ""), labelling.labeller, read_form(form), named)
            with office.store.begin() as db:
                refuse_outdated(db, said)
                keep(db, said, labelling.labeller, office.settings, office.clock())
        except ContradictionError as wrong:
            raise in_page_words(wrong) from None
        labelling.labelled(document)
        return RedirectResponse(f"/labelen?bewaard=ja&{reading}".rstrip("&"), 303)


def _add_deciding(app: FastAPI, office: Office, deciding: Deciding) -> None:
    @app.post("/initiatieven/{key}/besluit", include_in_schema=False)
    def decide(request: Request, key: str, fields: Form) -> Response:
        form, urls = dict(fields), [value for name, value in fields if name == "bericht" and value]
        refuse_forged(request, form.get("bewijs", ""), office.token)
        return RedirectResponse(deciding.carry_out(key, form, urls, office.clock()), 303)

    @app.get("/besluiten", response_class=HTMLResponse, include_in_schema=False)
    def overview(pagina: str = "", genomen: str = "", gedaan: str = "") -> Response:
        with office.desk() as (db, desk):
            values = decisions.page(db, desk, pagina, genomen)
            page = office.page("besluiten.html", desk, here="besluiten", done=gedaan, **values)
        for held in values["held"].shown:
            office.note("bekeken om te beoordelen", f"document {held['d'].id}", deciding.actor)
        return page

    @app.post("/besluiten", include_in_schema=False)
    def settle(request: Request, fields: Form) -> Response:
        form = dict(fields)
        refuse_forged(request, form.get("bewijs", ""), office.token)
        return RedirectResponse(deciding.settle(form, office.clock()), 303)


def _add_quality_pages(app: FastAPI, office: Office, quality: Quality) -> None:
    @app.get("/kwaliteit", response_class=HTMLResponse, include_in_schema=False)
    def week() -> Response:
        with office.desk() as (db, desk):
            values = quality_page(quality.week(db, desk.as_of), office.settings)
            return office.page("kwaliteit.html", desk, here="kwaliteit", **values)

    @app.get("/kwaliteit/fouten", response_class=HTMLResponse, include_in_schema=False)
    def mistakes(veld: str = "", bron: str = "", richting: str = "", pagina: str = "") -> Response:
        wanted = {"veld": veld, "bron": bron, "richting": richting}
        with office.desk() as (db, desk):
            found = quality.mistakes(db, desk.as_of)
            values, shown = mistakes_page(found, wanted, office.settings, pagina)
            page = office.page("kwaliteit-fouten.html", desk, here="kwaliteit", **values)
        for document in dict.fromkeys(m.document for m in shown):
            office.note("bekeken om fouten te zoeken", f"document {document}", quality.reader)
        return page


def _add_errors(app: FastAPI, office: Office) -> None:
    def answer(request: Request, status: int, said: str) -> Response:
        if request.url.path.startswith("/v1"):
            return api.problem(status, said)
        page = render.templates().get_template("fout.html")
        vendor = (VENDOR / "theme.css").exists()
        return HTMLResponse(page.render(settings=office.settings, vendor=vendor, here="", today="",
                                        labelling=office.labelling is not None,
                                        deciding=office.deciding is not None,
                                        quality=office.quality is not None,
                                        status=status, said=said), status)  # fmt: skip

    @app.exception_handler(StarletteHTTPException)
    def http_error(request: Request, error: StarletteHTTPException) -> Response:
        known = {404: "Deze pagina is er niet.", 405: "Dat kan hier niet."}
        own = isinstance(error, HTTPException)
        return answer(request, error.status_code, error.detail if own else known.get(error.status_code, ""))

    @app.exception_handler(RequestValidationError)
    def bad_input(request: Request, error: RequestValidationError) -> Response:
        fields = ", ".join(sorted({str(e["loc"][-1]) for e in error.errors()}))
        return answer(request, 400, f"De waarde van {fields} klopt niet.")

    @app.exception_handler(VoorkantError)
    def ours(request: Request, error: VoorkantError) -> Response:
        return answer(request, 400 if error.exit_code == 2 else 503, str(error))
