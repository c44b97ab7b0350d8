"""Home: the box, and how things stand."""

from flask_admin import expose

from console.views.shell import Page


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
        return self.render("home/index.html")
