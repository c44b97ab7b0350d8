"""Pages: thin, over Flask-Admin, one noun a file.

`PAGES` is every page of the console in the order of the menu. A page that is not listed does not exist.
"""

from console.views.accounts import AccountsPage
from console.views.audit import AuditPage
from console.views.bounces import BouncesPage
from console.views.evidence import EvidencePage
from console.views.home import HomePage
from console.views.messages import MessagesPage
from console.views.profile import ProfilePage
from console.views.quarantine import QuarantinePage
from console.views.recipients import RecipientsPage
from console.views.search import SearchPage
from console.views.shell import Page
from console.views.sources import SourcesPage

HOME: type[Page] = HomePage

PAGES: tuple[type[Page], ...] = (
    SearchPage,
    BouncesPage,
    SourcesPage,
    QuarantinePage,
    AccountsPage,
    AuditPage,
    ProfilePage,
    MessagesPage,
    RecipientsPage,
    EvidencePage,
)
