"""Accounts: who may sign in, and as what. Every change is a verb of `casework.accounts`."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import func, select

from console.access import ROLE_LABELS, ROLES, Permission
from console.casework import accounts
from console.casework.accounts import AccountRefused
from console.database import db
from console.models.account import Account
from console.models.sign_in import SignIn
from console.views.guard import RecordsPage
from console.views.shell import reader


class AccountsPage(RecordsPage):
    """The list of accounts, and a page for each."""

    title = "Accounts"
    address = "/accounts"
    name_of_endpoint = "accounts"
    icon = "people"
    key = "a"
    permission = Permission.ACCOUNT_MANAGE
    model_class = Account

    can_create = can_view_details = True
    column_default_sort = "name"
    column_list = ["name", "email", "role", "active"]
    list_template = "accounts/list.html"
    details_template = "accounts/account.html"

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """Everyone, by name."""
        everyone = db.session.scalars(select(Account).order_by(Account.active.desc(), func.lower(Account.name)))
        return self.render(self.list_template, everyone=everyone.all(), last_sign_ins=_last_sign_ins())

    @expose("/new/", methods=["GET", "POST"])
    def create_view(self) -> ResponseReturnValue:
        """A new account; its password is made by us and shown on the answer to this form, once."""
        if request.method == "GET":
            return self.render("accounts/new.html", roles=ROLE_LABELS)
        form, password = request.form, accounts.random_password()
        try:
            account = accounts.create(
                db.session, reader().email, form.get("email", ""), form.get("name", ""), form.get("role", ""), password
            )
        except AccountRefused as refused:
            return self.render("accounts/new.html", roles=ROLE_LABELS, refused=str(refused)), 400
        return self.render("accounts/password.html", account=account, password=password)

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """One account."""
        account = self.get_one(request.args.get("id"))
        return self.render(self.details_template, account=account, roles=ROLE_LABELS, last=_last_sign_ins())

    @expose("/role", methods=["POST"])
    def role(self) -> ResponseReturnValue:
        """Change the role."""
        chosen = request.form.get("role", "")
        if chosen not in ROLES:
            abort(400)
        return self._do(
            lambda account: accounts.set_role(db.session, reader().email, account, chosen),
            f"The role is {ROLE_LABELS[chosen].lower()} from the next request on.",
        )

    @expose("/disable", methods=["POST"])
    def disable(self) -> ResponseReturnValue:
        """Shut the account out."""
        return self._do(
            lambda account: accounts.disable(db.session, reader().email, account), "The account is disabled."
        )

    @expose("/enable", methods=["POST"])
    def enable(self) -> ResponseReturnValue:
        """Let it in again."""
        return self._do(
            lambda account: accounts.enable(db.session, reader().email, account), "The account can sign in again."
        )

    @expose("/password", methods=["POST"])
    def password(self) -> ResponseReturnValue:
        """A new random password, shown once; for whoever forgot theirs."""
        account = self.get_one(request.form.get("id"))
        password = accounts.random_password()
        accounts.set_password(db.session, reader().email, account, password)
        return self.render("accounts/password.html", account=account, password=password)

    def _do(self, verb: Callable[[Account], None], done: str) -> ResponseReturnValue:
        account = self.get_one(request.form.get("id"))
        try:
            verb(account)
            flash(done, "success")
        except AccountRefused as refused:
            flash(str(refused), "error")
        return redirect(url_for("accounts.details_view", id=account.id), 303)


def _last_sign_ins() -> dict[int, Any]:
    newest = select(SignIn.account_id, func.max(SignIn.began_at)).group_by(SignIn.account_id)
    return dict(db.session.execute(newest).all())
