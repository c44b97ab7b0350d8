"""Searching: the box, the fields, a page of results, and all of them as a file.

The box is posted and answered with the address of the stored search, so that no address of a person stands in any
URL, log or history.
"""

import tempfile
import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, redirect, request, send_file, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from console.access import Permission
from console.casework import searches
from console.casework.absent import absent
from console.casework.newest import newest
from console.casework.our_network import our_network
from console.database import db
from console.search import BadSearch, Criteria, page, parse, write
from console.search import Page as Results
from console.search.dates import CHIPS, days_up_to_now, written
from console.search.export import as_csv, write_xlsx
from console.search.form import Form, as_given, filled, read
from console.views.inert import inert
from console.views.messages import link
from console.views.offered import reasons, seen, statuses
from console.views.shell import Page, needs, reader, reader_zone, settings

UNPROCESSABLE = 422
UTC = ZoneInfo("UTC")
LARGEST = (1 << 63) - 1
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SearchPage(Page):
    """One box, and the fields behind it."""

    title = "Search"
    address = "/search"
    name_of_endpoint = "search"
    icon = "search"
    key = "s"
    permission = Permission.SEARCH_RUN

    @expose("/")
    def index(self) -> str:
        """The fields, empty, and what can be written into the box."""
        return self._shown(Form())

    @expose("/run", methods=["POST"])
    def run(self) -> ResponseReturnValue:
        """Read the box, or the fields; go to the results, or straight to the one message that was asked for."""
        given = request.form.to_dict()
        try:
            criteria = _criteria(given)
        except BadSearch as refusal:
            shown = {"refusal": str(refusal), "search_words": given.get("q", "")}
            return self._shown(as_given(given), **shown), UNPROCESSABLE
        saved = searches.run(db.session, reader().email, criteria)
        return redirect(_one_message(criteria) or url_for("search.results", search=saved.id), 303)

    @expose("/<search>")
    def results(self, search: str) -> ResponseReturnValue:
        """A page of results; `after` is the id of the row that the page before ended with."""
        criteria = _stored(search)
        after = _after()
        results = searches.read(db.session, reader().email, search, criteria, after)
        return self._shown(
            filled(results.criteria, reader_zone()),
            search=search,
            search_words=write(criteria, reader_zone()),
            results=results,
            after=after,
            **_answers(results, after),
        )

    @expose("/<search>/results.csv")
    @needs(Permission.SEARCH_EXPORT)
    def csv(self, search: str) -> Response:
        """All results as CSV, sent while they are read."""
        batches = searches.export(db.session, reader().email, f"search:{search}", _stored(search), "csv")
        answer = Response(stream_with_context(as_csv(batches)), content_type=CSV_TYPE)
        answer.headers["Content-Disposition"] = f"attachment; filename=postdesk-{search}.csv"
        return answer

    @expose("/<search>/results.xlsx")
    @needs(Permission.SEARCH_EXPORT)
    def xlsx(self, search: str) -> Response:
        """All results as a workbook, made in a temporary file."""
        batches = searches.export(db.session, reader().email, f"search:{search}", _stored(search), "xlsx")
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
        write_xlsx(batches, file)
        file.seek(0)
        return send_file(file, XLSX_TYPE, as_attachment=True, download_name=f"postdesk-{search}.xlsx")

    def _shown(self, form: Form, **shown: Any) -> str:
        held = seen(db.session)
        return self.render(
            "search/index.html" if "results" not in shown else "search/results.html",
            form=form,
            chips=CHIPS,
            statuses=statuses(held.statuses, form.status),
            reasons=reasons(held.reasons, form.reason),
            **_clock(form),
            inert=inert,
            **shown,
        )


def _criteria(given: dict[str, str]) -> Criteria:
    if "q" in given:
        return parse(given["q"], reader_zone(), time.time())
    return read(given, reader_zone(), time.time())


def _stored(search: str) -> Criteria:
    criteria = searches.criteria_of(db.session, search)
    if criteria is None:
        abort(404)
    return criteria


def _after() -> int | None:
    given = request.args.get("after", "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 20 and int(given) <= LARGEST):
        abort(400)
    return int(given)


def _one_message(criteria: Criteria) -> str:
    """The address of the message, where a whole address or an ID names exactly one; else ""."""
    found = page(db.session, criteria)
    messages = {row.message for row in found.rows}
    if not (found.criteria.ids or found.is_of_one_address) or len(messages) != 1 or found.next is not None:
        return ""
    row = found.rows[0]
    return link(row.message, row.address_id if len(found.rows) == 1 else None)


def _clock(form: Form) -> dict[str, Any]:
    """The zone of all times, whether UTC is told beside them, and which chip stands for the dates."""
    zone, now = reader_zone(), time.time()
    since = {written(days_up_to_now(days, zone, now), zone): days for days in CHIPS.values()}
    return {
        "zone": zone,
        "utc": UTC,
        "utc_beside": bool(datetime.fromtimestamp(now, zone).utcoffset()),
        "chip": since.get(form.since) if not form.until else None,
    }


def _answers(results: Results, after: int | None) -> dict[str, Any]:
    """What stands before the rows: the verdict on the newest, or what their absence means."""
    now, zone = time.time(), reader_zone()
    if after is None and results.rows:
        return {"newest": newest(db.session, results, our_network(db.session, settings()), now, zone)}
    if after is None and results.looked_to is None:
        explained = absent(db.session, results, now, zone)
        return {"absent": explained, "wider_words": write(explained.wider.criteria, zone) if explained.wider else ""}
    return {}
