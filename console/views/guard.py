"""Flask-Admin's own lists and forms, made fit for a console on the open network (Flask-Admin 2.2)."""

from typing import Any

from flask import abort, request
from flask_admin.contrib.sqla import ModelView

from console.database import db
from console.models.base import Base
from console.views.shell import Page, Place, opens

LAST_PAGE = 5000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def formula_safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


class Guard:
    """Stands before ModelView: bad input is 400 or 404 and never 500, and nothing can be changed until a view says so."""

    can_create = can_edit = can_delete = can_export = False
    can_view_details = True
    can_set_page_size = False
    column_formatters_export: dict[str, Any] = {}
    export_max_rows = 10_000
    named_filter_urls = True
    page_size = 50
    simple_list_pager = True

    def get_one(self, id: Any) -> Any:
        """The record, if the list would show it: what `get_query` hides does not open by its id either."""
        if not (isinstance(id, str) and id.isascii() and id.isdigit() and len(id) < 19):
            return None
        view: Any = self
        return view.get_query().filter(view.model.id == int(id)).one_or_none()

    def _get_list_extra_args(self) -> Any:
        arguments = super()._get_list_extra_args()  # type: ignore[misc]
        arguments.page = min(max(arguments.page or 0, 0), LAST_PAGE)
        return arguments

    def _get_list_filter_args(self) -> Any:
        known = self._filter_args or {}  # type: ignore[attr-defined]
        for name in request.args:
            if name.startswith("flt") and name[3:].partition("_")[2] not in known:
                abort(400, f"The filter {name!r} is not known here; this link may be out of date.")
        return super()._get_list_filter_args()  # type: ignore[misc]

    def get_export_value(self, model: Any, name: str) -> Any:
        """The cell of an export."""
        return formula_safe(super().get_export_value(model, name))  # type: ignore[misc]


class RecordsPage(Guard, Page, ModelView):  # type: ignore[misc]
    """A page over one table. Subclasses set `model_class` besides what `Page` asks for."""

    model_class: type[Base]
    place = Place.ADMINISTRATION

    def __init__(self) -> None:
        ModelView.__init__(
            self, self.model_class, db, name=self.title, endpoint=self.name_of_endpoint, url=self.address
        )

    def is_accessible(self) -> bool:
        """The second lock; the first is `views.gate`."""
        return opens(self.permission)
