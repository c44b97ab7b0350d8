"""What all pages share: the permission a page names, its place in the menu, the reader and the reader's time zone."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar, cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, has_request_context, url_for
from flask_admin.base import Admin, BaseView
from flask_login import current_user

from console.access import ROLE_LABELS, Permission
from console.models.account import Account
from console.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


class Place(StrEnum):
    """Where a page stands in the menu."""

    MAIN = "main"
    ADMINISTRATION = "administration"
    NOWHERE = "nowhere"


class MenuEntry(NamedTuple):
    """A page as the menu shows it. `key` is the letter after `g` that goes there."""

    label: str
    icon: str
    key: str
    place: Place
    endpoint: str

    @property
    def url(self) -> str:
        """Where it leads."""
        return url_for(self.endpoint)


class Page(BaseView):
    """A page. Closed by default: it names the permission that opens it, and `needs` that of a single route.

    Subclasses set `title` (menu and heading), `address` (URL), `name_of_endpoint`, `icon` (of Bootstrap Icons),
    `key`, `place` and `permission`; None lets every signed-in account in.
    """

    title = ""
    address = ""
    name_of_endpoint = ""
    icon = "circle"
    key = ""
    place = Place.MAIN
    permission: Permission | None

    def __init__(self) -> None:
        super().__init__(name=self.title, endpoint=self.name_of_endpoint, url=self.address)

    def is_accessible(self) -> bool:
        """The second lock; the first is `views.gate`."""
        return opens(self.permission)

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # Flask-Admin 2.2 calls a view again, with other arguments, when a TypeError comes out of it.
        return fn(self, *args, **kwargs)


def needs(permission: Permission) -> Callable[[F], F]:
    """Name the permission of one route of a page, where it differs from the page's."""

    def mark(view: F) -> F:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def opens(permission: Permission | None) -> bool:
    """Whether the signed-in account, if any, holds the permission."""
    if not has_request_context() or not current_user.is_authenticated:
        return False
    return permission is None or reader().may(permission)


def reader() -> Account:
    """The signed-in account. Behind the gate there always is one."""
    return cast(Account, current_user._get_current_object())


def reader_zone() -> ZoneInfo:
    """The zone in which times are shown to whoever asks."""
    chosen = reader().time_zone if current_user.is_authenticated else ""
    return ZoneInfo(chosen) if chosen else settings().zone


def settings() -> Settings:
    """The settings of the running console."""
    return cast(Settings, current_app.extensions["postdesk_settings"])


def permissions_of(page: BaseView) -> dict[str, Permission | None]:
    """Every endpoint of a page with the permission it needs."""
    return {
        f"{page.endpoint}.{method}": getattr(getattr(page, method), "permission", cast(Any, page).permission)
        for _, method, _ in cast(Any, page)._urls
    }


def menu(admin: Admin) -> list[MenuEntry]:
    """The menu as far as the reader may go."""
    pages = [view for view in admin._views if getattr(view, "place", Place.NOWHERE) is not Place.NOWHERE]
    return [entry_of(page) for page in pages if page.is_accessible()]


def entry_of(page: BaseView) -> MenuEntry:
    """A page's line in the menu."""
    shown = cast(Any, page)
    return MenuEntry(shown.title, shown.icon, shown.key, shown.place, f"{page.endpoint}.{shown._default_view}")


def init_app(app: Flask, admin: Admin) -> None:
    """Give the templates of every page what the shell needs."""

    @app.context_processor
    def _shell() -> dict[str, Any]:
        signed_in = current_user.is_authenticated
        return {
            "menu": menu(admin) if signed_in else [],
            "reader": reader() if signed_in else None,
            "may": lambda name: opens(Permission(name)),
            "role_labels": ROLE_LABELS,
            "has_page": lambda endpoint: endpoint in app.view_functions,
        }
