"""Accounts: who may sign in, and as what."""

from console.access import Permission
from console.models.account import Account
from console.views.guard import RecordsPage


class AccountsPage(RecordsPage):
    """The list of accounts."""

    title = "Accounts"
    address = "/accounts"
    name_of_endpoint = "accounts"
    icon = "people"
    key = "a"
    permission = Permission.ACCOUNT_MANAGE
    model_class = Account

    column_list = ("name", "email", "role", "active")
    column_details_list = ("name", "email", "role", "active", "created_at")
    form_excluded_columns = ("password", "fs_uniquifier")
