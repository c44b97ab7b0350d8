"""Flask-Admin's own lists, made fit for personal data (what Flask-Admin 2.2 does by itself stands beside each mend)."""

from typing import Any

from flask import abort, request
from flask_admin.contrib.sqla import ModelView
from flask_admin.form import BaseForm

from console.database import db
from console.views.shell import Page, Place, opens

LAST_PAGE = 5000
LARGEST_ID = 2**31 - 1  # of an integer column of PostgreSQL
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def formula_safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


class RecordsPage(Page, ModelView):
    """A page over one table. Subclasses set `model_class` besides what `Page` asks for.

    Bad input is 400 or 404 and never 500. Nothing changes until a page says so, and the routes of what is not
    allowed do not exist.
    """

    model_class: Any  # of `console.models`, with an `id`
    place = Place.ADMINISTRATION
    form = BaseForm  # without a field: nothing is written but by the verbs of `casework`
    empty_title = "Nothing here"
    empty_words = ""

    can_create = can_edit = can_delete = can_export = False
    can_set_page_size = False
    can_view_details = False
    column_formatters_export: dict[str, Any] = {}  # else the HTML of the list stands in the export
    export_max_rows = 10_000  # else 0 is without end, and all of it in memory
    named_filter_urls = True  # else a stored link means another filter once one is added
    page_size = 50
    simple_list_pager = True  # else every page counts the whole table

    def __init__(self) -> None:
        ModelView.__init__(
            self, self.model_class, db, name=self.title, endpoint=self.name_of_endpoint, url=self.address
        )
        self._urls = [route for route in self._urls if self._offers(route[1])]

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

    def get_one(self, id: Any) -> Any:
        """The record if the list would show it; 404 if not.

        Flask-Admin opens what `get_query` hides, and takes `1,2`, `abc` and NUL to the database.
        """
        number = int(id) if isinstance(id, str) and id.isascii() and id.isdigit() and len(id) < 12 else None
        if number is None or number > LARGEST_ID:
            abort(404)
        found = self.get_query().filter(self.model_class.id == number).one_or_none()
        return found or abort(404)

    def _get_list_extra_args(self) -> Any:
        arguments = super()._get_list_extra_args()
        arguments.page = min(max(arguments.page or 0, 0), LAST_PAGE)
        return arguments

    def _get_list_filter_args(self) -> Any:
        known = self._filter_args or {}
        for name in request.args:
            if name.startswith("flt") and name[3:].partition("_")[2] not in known:
                abort(400)  # else the filter is dropped, and an old link shows all rows
        return super()._get_list_filter_args()

    def get_export_value(self, model: Any, name: Any) -> Any:
        """The cell of an export."""
        return formula_safe(super().get_export_value(model, name))
