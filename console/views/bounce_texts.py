"""The page of texts that no rule matched, and of rules that are tried before they are used."""

import re

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from console import audit
from console.access import Permission
from console.audit import Action
from console.casework import bounces_texts
from console.casework.bounces_texts import Trial
from console.database import db
from console.diagnosis.reply_rules import clashes
from console.diagnosis.reply_rules.site_rule import REASONS_TO_GIVE, BadRule, SiteRule, as_toml, rule_of
from console.views.inert import inert
from console.views.shell import Page, needs, opens, reader, settings

SHOWN = 100
FIELDS = ("words", "reason", "status", "receiver", "id", "note")
LONGEST = 4000  # characters of a field
_NOT_IN_ID = re.compile("[^a-z0-9]+")


class BounceTexts(Page):
    """The routes of what our rules do not know yet; `views.bounces` has those of the mails."""

    @expose("/texts")
    def texts(self) -> str:
        """The texts, the most frequent first."""
        return self._texts({})

    @needs(Permission.BOUNCE_SETTLE)
    @expose("/texts/try", methods=["POST"])
    def try_rule(self) -> ResponseReturnValue:
        """Try a rule on all that is held; nothing is changed. With `fill` the form is filled only."""
        typed = {name: request.form.get(name, "")[:LONGEST].strip() for name in FIELDS}
        if request.form.get("fill"):
            return self._texts(typed)
        try:
            rule = rule_of(_entry(typed))
        except BadRule as bad:
            return self._texts(typed, faults=bad.faults), 400
        if faults := clashes((rule,)):
            return self._texts(typed, faults=tuple(faults)), 400
        return self._texts(typed, rule, bounces_texts.trial(db.session, rule))

    def _texts(
        self,
        typed: dict[str, str],
        rule: SiteRule | None = None,
        trial: Trial | None = None,
        faults: tuple[str, ...] = (),
    ) -> str:
        texts = bounces_texts.unknown_texts(db.session)
        audit.record(db.session, reader().email, Action.BOUNCE_READ, texts=len(texts.groups))
        page = self.render(
            "bounces/texts.html",
            texts=texts,
            shown=SHOWN,
            typed=typed,
            trial=trial,
            lines=as_toml(rule) if rule else "",
            rule=rule,
            faults=faults,
            reasons=REASONS_TO_GIVE,
            file=settings().reply_rules,
            settles=opens(Permission.BOUNCE_SETTLE),
            inert=inert,
        )
        db.session.commit()
        return page


def _entry(typed: dict[str, str]) -> dict[str, object]:
    """The fields as a file of rules has them; one text of `words` a line. An id is made of the first."""
    words = [line.strip() for line in typed["words"].splitlines() if line.strip()]
    entry: dict[str, object] = {name: value for name, value in typed.items() if value and name != "words"}
    made = _NOT_IN_ID.sub("-", words[0].lower())[:40].strip("-") if words else ""
    return {"id": f"site.{made or 'rule'}", **entry, "words": words}
