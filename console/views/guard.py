"""Flask-Admin's own lists, made fit for personal data (what Flask-Admin 2.2 does by itself stands beside each mend)."""

from typing import Any

from flask import abort, request
from flask_admin.contrib.sqla import ModelView
from flask_admin.form import BaseForm

from console.database import db
from console.models.base import Base
from console.views.shell import Page, Place, opens

LAST_PAGE = 5000
LONGEST_ID = 18  # digits that fit 64 bits
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def formula_safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


class Guard:
    """Stands before ModelView: bad input is 400 or 404, never 500, and nothing changes until a view says so."""

    can_create = can_edit = can_delete = can_export = False
    can_set_page_size = False
    can_view_details = False
    column_formatters_export: dict[str, Any] = {}  # else the HTML of the list stands in the export
    export_max_rows = 10_000  # else 0 is without end, and all of it in memory
    named_filter_urls = True  # else a stored link means another filter once one is added
    page_size = 50
    simple_list_pager = True  # else every page counts the whole table

    def get_one(self, id: Any) -> Any:
        """The record if the list would show it; 404 if not.

        Flask-Admin opens what `get_query` hides, and takes `1,2`, `abc` and NUL to the database.
        """
        view: Any = self
        well_formed = isinstance(id, str) and id.isascii() and id.isdigit() and len(id) <= LONGEST_ID
        found = view.get_query().filter(view.model.id == int(id)).one_or_none() if well_formed else None
        return found or abort(404)

    def _get_list_extra_args(self) -> Any:
        arguments = super()._get_list_extra_args()  # type: ignore[misc]
        arguments.page = min(max(arguments.page or 0, 0), LAST_PAGE)
        return arguments

    def _get_list_filter_args(self) -> Any:
        known = self._filter_args or {}  # type: ignore[attr-defined]
        for name in request.args:
            if name.startswith("flt") and name[3:].partition("_")[2] not in known:
                abort(400)  # else the filter is dropped, and an old link shows all rows
        return super()._get_list_filter_args()  # type: ignore[misc]

    def get_export_value(self, model: Any, name: str) -> Any:
        """The cell of an export."""
        return formula_safe(super().get_export_value(model, name))  # type: ignore[misc]


class RecordsPage(Guard, Page, ModelView):
    """A page over one table. Subclasses set `model_class` besides what `Page` asks for.

    The routes of what is not allowed do not exist.
    """

    model_class: type[Base]
    place = Place.ADMINISTRATION
    form = BaseForm  # without a field: nothing is written but by the verbs of `casework`
    empty_title = "Nothing here"
    empty_words = ""

    def __init__(self) -> None:
        ModelView.__init__(
            self, self.model_class, db, name=self.title, endpoint=self.name_of_endpoint, url=self.address
        )
        self._urls = [route for route in type(self)._urls if self._offers(route[1])]

    def _offers(self, method: str) -> bool:
        """Whether what Flask-Admin exposes is wanted here; our own methods always are."""
        return {
            "details_view": self.can_view_details,
            "create_view": self.can_create,
            "edit_view": self.can_edit,
            "delete_view": self.can_delete,
            "export": self.can_export,
            "action_view": self.can_delete,
            "ajax_lookup": bool(self._form_ajax_refs),
            "ajax_update": bool(self.column_editable_list),
        }.get(method, True)

    def is_accessible(self) -> bool:
        """The second lock; the first is `views.gate`."""
        return opens(self.permission)

    def filter_fields(self, active: list[Any] | None) -> list[dict[str, Any]]:
        """The filters as fields of a form that works without script."""
        values = {index: value for index, _, value in active or ()}
        return [
            {
                "name": f"flt{index}_{self.get_filter_arg(index, filter)}",
                "label": filter.name,
                "options": filter.get_options(self),
                "type": filter.data_type or "text",
                "value": values.get(index, ""),
            }
            for index, filter in enumerate(self._filters or ())
        ]
