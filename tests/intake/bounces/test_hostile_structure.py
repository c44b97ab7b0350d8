"""Mails that are built at random in the right shape: what is promised holds, and what is written in them is read."""

from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.intake.bounces.bounce import Bounce
from console.intake.bounces.reading import read_bounce
from console.intake.bounces.reading_child import ReadingChild
from console.mail.delivery_status import Action
from console.mail.unreadable import UnreadableEvidence
from tests.fuzz import seeds
from tests.fuzz.mails import DAMAGED, LINE_ENDS, MAILS, REPORTS, VALUES
from tests.fuzz.promises import keep, keep_fields, keep_words, told

often = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(MAILS)
@often
def test_mails_of_any_structure_keep_what_is_promised(raw: bytes) -> None:
    keep(raw)


@given(DAMAGED)
@often
def test_real_reports_with_garbage_in_them_keep_what_is_promised(raw: bytes) -> None:
    keep(raw)


@given(REPORTS)
@often
def test_fields_in_any_order_keep_what_is_promised(text: str) -> None:
    keep_fields(text)


@given(VALUES)
@often
def test_words_of_any_kind_keep_what_is_promised(text: str) -> None:
    keep_words(text)


class Group(NamedTuple):
    """What is written of one recipient."""

    recipient: str
    original: str
    action: Action
    status: str
    diagnostic: str
    remote_mta: str

    @property
    def fields(self) -> list[str]:
        return [
            f"Final-Recipient: rfc822; {self.recipient}",
            f"Original-Recipient: rfc822;{self.original}",
            f"Action: {self.action}",
            f"Status: {self.status}",
            f"Remote-MTA: dns; {self.remote_mta}",
            f"Diagnostic-Code: smtp; {self.diagnostic}",
        ]


LABEL = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
HOST = st.builds("{}.{}.example".format, LABEL, LABEL)
LOCAL_PART = st.text("abcXYZ019!#$%&*+/?^_`{}~-", min_size=1, max_size=20)  # RFC 5322, 3.2.3
ADDRESS = st.builds("{}@{}".format, LOCAL_PART, HOST)
SENTENCE = st.lists(LABEL, min_size=3, max_size=12).map(" ".join)
CLASSES = {"failed": "5", "delayed": "4", "delivered": "2", "relayed": "2", "expanded": "2"}


@st.composite
def groups(draw: st.DrawFn) -> Group:
    action = draw(st.sampled_from(sorted(CLASSES)))
    code = CLASSES[action]
    status = f"{code}.{draw(st.integers(0, 7))}.{draw(st.integers(1, 30))}"
    return Group(
        draw(ADDRESS), draw(ADDRESS), Action(action), status, f"{code}50 {status} {draw(SENTENCE)}", draw(HOST)
    )


FOLDS = st.lists(st.sampled_from([" ", " ", "\n ", "\n\t", "\n    "]), min_size=1, max_size=8)


def folded(field: str, folds: list[str]) -> str:
    """A field over several lines, broken where it has blanks (RFC 5322, 2.2.3)."""
    first, *rest = field.split(" ")
    return first + "".join(f"{folds[at % len(folds)]}{word}" for at, word in enumerate(rest))


class Report(NamedTuple):
    raw: bytes
    groups: list[Group]
    reporting_mta: str
    queue_id: str
    message_id: str


@st.composite
def reports(draw: st.DrawFn) -> Report:
    named = draw(st.lists(groups(), min_size=1, max_size=5, unique_by=lambda one: one.recipient.lower()))
    reporting, queue_id, message_id = (
        draw(HOST),
        draw(st.text("0123456789ABCDEF", min_size=9, max_size=12)),
        draw(ADDRESS),
    )
    whole = [
        f"Reporting-MTA: dns; {reporting}",
        f"X-Postfix-Queue-ID: {queue_id}",
        "X-Postfix-Sender: rfc822; a@b.example",
    ]
    folds = draw(FOLDS)
    blocks = [draw(st.permutations(whole)), *(draw(st.permutations(one.fields)) for one in named)]
    fields = "\n\n".join("\n".join(folded(field, folds) for field in block) for block in blocks)
    type_ = draw(st.sampled_from(["message/delivery-status", "message/global-delivery-status"]))
    text = (
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\n"
        'Content-Type: multipart/report; report-type=delivery-status;\n\tboundary="=_B"\n\n'
        f"--=_B\n\n{draw(SENTENCE)}\n\n--=_B\nContent-Type: {type_}\n\n{fields}\n\n"
        f"--=_B\nContent-Type: text/rfc822-headers\n\nSubject: {draw(SENTENCE)}\nMessage-ID: <{message_id}>\n\n--=_B--\n"
    )
    return Report(text.encode().replace(b"\n", draw(LINE_ENDS)), named, reporting, queue_id, message_id)


@given(reports())
@often
def test_a_report_is_read_back_as_it_was_written(report: Report) -> None:
    bounce = read_bounce(report.raw)
    read = [
        Group(one.recipient, one.original_recipient, one.action, one.enhanced_status, one.diagnostic, one.remote_mta)
        for one in bounce.recipients
    ]
    assert read == report.groups
    assert (bounce.reporting_mta, bounce.queue_id, bounce.original_message_id) == report[2:]


def test_a_mail_says_the_same_in_every_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets come out in another order in each: PYTHONHASHSEED is set for the children."""
    answers: list[list[object]] = []
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        with ReadingChild() as child:
            answers.append([told(_read(child, raw)) for raw in seeds.MAILS])
    assert answers[0] == answers[1]


def _read(child: ReadingChild, raw: bytes) -> Bounce | None:
    try:
        return child.read(raw)
    except UnreadableEvidence:
        return None
