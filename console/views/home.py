"""Home: the box, and how things stand."""

from flask_admin import expose
from sqlalchemy import select

from console.access import Permission
from console.casework.overview import overview
from console.database import db
from console.models.base import utc_now
from console.models.saved_search import SavedSearch
from console.search.criteria import Criteria
from console.search.writing import write
from console.views.inert import inert
from console.views.shell import Page, opens, reader, reader_zone
from console.work.periodic import TASKS

SEARCHES = 6


class HomePage(Page):
    """One box, one answer; under it what the desk should know before the next call."""

    title = "Home"
    address = "/"
    name_of_endpoint = "home"
    icon = "house"
    key = "h"
    permission = None

    @expose("/")
    def index(self) -> str:
        """The page."""
        return self.render(
            "home/index.html",
            overview=overview(db.session, TASKS, utc_now().timestamp(), reader_zone()),
            inert=inert,
            searches=_my_searches() if opens(Permission.SEARCH_RUN) else [],
        )


def _my_searches() -> list[tuple[SavedSearch, str]]:
    """What the reader looked for last, each once, as it would stand in the box."""
    newest = select(SavedSearch).where(SavedSearch.owner == reader().email).order_by(SavedSearch.made_at.desc())
    written = {
        write(Criteria.from_json(search.criteria), reader_zone()): search
        for search in reversed(db.session.scalars(newest.limit(SEARCHES * 3)).all())
    }
    return [(search, words) for words, search in reversed(written.items())][:SEARCHES]
