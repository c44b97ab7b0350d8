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

Route = TypeVar("Route", bound=Callable[..., Any])
Rights = dict[str, Permission | None]


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
    _urls: list[tuple[str, str, Any]]

    def __init__(self) -> None:
        # A path for static files keeps Flask-Admin from serving its own scripts beside the page at "/".
        super().__init__(
            name=self.title, endpoint=self.name_of_endpoint, url=self.address, static_url_path="/static/admin"
        )

    def is_accessible(self) -> bool:
        """The second lock; the first is `views.gate`."""
        return opens(self.permission)

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # Flask-Admin 2.2 calls a view again, with other arguments, when a TypeError comes out of it.
        return fn(self, *args, **kwargs)


def needs(permission: Permission) -> Callable[[Route], Route]:
    """Name the permission of one route of a page, where it differs from the page's."""

    def mark(route: Route) -> Route:
        route.permission = permission  # type: ignore[attr-defined]
        return route

    return mark


def reader_or_none() -> Account | None:
    """The signed-in account, if there is one."""
    user = cast(Any, current_user)._get_current_object() if has_request_context() else None
    return user if isinstance(user, Account) else None


def reader() -> Account:
    """The signed-in account. Behind the gate there always is one."""
    return cast(Account, reader_or_none())


def opens(permission: Permission | None) -> bool:
    """Whether the signed-in account, if any, holds the permission."""
    account = reader_or_none()
    return account is not None and (permission is None or account.may(permission))


def reader_zone() -> ZoneInfo:
    """The zone in which times are shown to whoever asks."""
    account = reader_or_none()
    return ZoneInfo(account.time_zone) if account and account.time_zone else settings().zone


def settings() -> Settings:
    """The settings of the running console."""
    return cast(Settings, current_app.extensions["postdesk_settings"])


def rights_of(page: Page) -> Rights:
    """Every endpoint of a page with the permission it needs."""
    return {
        f"{page.endpoint}.{method}": getattr(getattr(page, method), "permission", page.permission)
        for _, method, _ in page._urls
    }


def menu(admin: Admin) -> list[MenuEntry]:
    """The menu as far as the reader may go."""
    pages = [page for page in admin._views if isinstance(page, Page) and page.place is not Place.NOWHERE]
    return [_entry(page) for page in pages if page.is_accessible()]


def _entry(page: Page) -> MenuEntry:
    first = cast(Any, page)._default_view
    return MenuEntry(page.title, page.icon, page.key, page.place, f"{page.endpoint}.{first}")


def init_app(app: Flask, admin: Admin) -> None:
    """Give the templates of every page what the shell needs."""

    @app.context_processor
    def _shell() -> dict[str, Any]:
        return {
            "menu": menu(admin) if reader_or_none() else [],
            "reader": reader_or_none(),
            "zone_of_times": reader_zone().key,
            "may": lambda name: opens(Permission(name)),
            "role_labels": ROLE_LABELS,
            "has_page": lambda endpoint: endpoint in app.view_functions,
        }
