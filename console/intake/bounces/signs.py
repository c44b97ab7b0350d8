"""Signs that a program wrote a mail because another mail did not get through, and that a person did not.

Ordinary mail talks about bounces too, quotes them and forwards them: words in a text count only with one of these.
"""

import re

from console.intake.bounces.letter import Letter
from console.mail.automatic_response import submitted_automatically

_SENDERS = re.compile(
    r"mailer[-_. ]?d(?:ae|ea)mon|postmaster|mail(?:er)? ?delivery|mail ?deliver|mail system|maildaemon|mail_?adm|smtp_mail_service"
    r"|mail[-. ]?administrator|system administrator|mdaemon|inetmail|amavis|interscan|imss@|virus|post_master|delivery[-.@ ]"
    r"|undeliver|microsoftexchange|bounce|listserv|sympa|mail error|mail agent|smtp server|auto-notify|no-?reply@.*dion"
    r"|no-reply@sns\.amazonaws|administrateur syst|systemadministrator|systeembeheerder|gateway|jetmail",
)
# Postfix shows its postmaster the session of a client or server that it had trouble with (notify_classes): no mail came back.
_NOTICE_TO_POSTMASTER = re.compile(r"Postfix SMTP (?:server|client): errors ")
_DAEMON = re.compile(r"mailer[-_. ]?d(?:ae|ea)mon|postmaster|mail delivery (?:sub)?system")
_DELIVERY = re.compile(r"mail delivery (?:fail|system|subsystem|service)|mailer-daemon")
_SUBJECTS = re.compile(
    r"""^\W{0,20}(?:\[[^\]]{0,60}\]\s*)?\W{0,20}(?:
      undeliver\w*|non-?deliver\w*|not\ delivered|undelivered\ mail|returned\ (?:e-?)?mail|mail\ return|bounced?\b
    | (?:e-?mail\ |message\ |mail\ )?deliver\w*\ (?:has\ )?(?:fail|problem|error|delay|notif|status|report|unsuccess|incomplete|temporar)
    | failure\ (?:notice|delivery)|failed\ (?:mail|delivery|message)|failed:|failure:
    | mail\ (?:could\ not|error|system\ error|failed|not\ delivered|failure|status|delivery)|message\ (?:you\ sent|status|undeliver|not\ deliver|could\ not|bounced)
    | warning:\ (?:could\ not|message|e-?mail)|warning\ message|could\ not\ (?:send|deliver)|unable\ to\ deliver
    | processing\ error|invalid\ (?:user|recipient|address)|user\ unknown|unknown\ (?:user|recipient|address)|there\ was\ an\ error\ sending
    | notification\ d'(?:échec|état)|échec|non\ remis|non\ distribu|mail\ non\ distribu|remise\ (?:impossible|différée)|retour\ de\ courrier
    | unzustellbar\w*|nicht\ zugestellt|zustellung|benachrichtigung\ (?:über|zum)|rückläufer|unzustellbar|fehler\ beim\ senden|e-mail\ nicht
    | onbestelbaar\w*|niet\ afgeleverd|mail\ niet|non\ recapitabile|impossibile\ recapitare|mancato\ recapito|notifica\ sullo
    | no\ se\ pued\w+\ entregar|no\ entregad|correo\ (?:no|devuelto)|notificación\ de|error\ de\ entrega|mensaje\ no|não\ é\ possível|não\ entregue|falha\ na|não\ foi
    | niedostarcz\w*|nie\ można\ dostarczyć|zwrot|olevererbart|det\ går\ inte|kan\ ikke\ leveres|ikke\ leveret|toimitus|ei\ voitu\ toimittaa|olämplig
    | nedoručiteľn|nelze\ doručit|nedoručen|kézbesíthetetlen|teslim\ edilemedi|iletilemedi|imposibil\ de\ livrat|nelivrat
    | недостав\w*|не\ удается\ доставить|ваше\ сообщение\ не|сообщение\ не|не\ доставлено|не\ вдається
    | 配信不能|配信でき|配送でき|メール送信エラー|送信できません|未配信|エラーメール|メールの配送|送信エラー|無法傳遞|无法投递|无法传递|無法寄達|未送达|退信|邮件传输失败|邮件发送失败|系统退信|傳送失敗
    | 배달되지|반송|전송\ 실패|전달할\ 수|발송\ 실패
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ANSWERED = re.compile(r"^\s*(?:\[[^\]]*\]\s*)*(?:re|aw|sv|vs|antw|fwd?|tr|rv|wg|r)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_FAILED = re.compile(
    r"""(?:could|can|was|were|has|have|is|will|did|do|does)(?:\ ?not|n't)\ (?:been\ |be\ |yet\ been\ )?(?:able\ to\ )?(?:successfully\ )?(?:be\ )?(?:deliver|reach|sent|send|relay|accept|found|process)
    | undeliver|unable\ to\ (?:deliver|send|relay|route)|deliver\w*\ (?:to|of|for)?[^.]{0,80}?(?:failed|was\ aborted|has\ been\ delayed|attempt)|failed\ (?:to\ deliver|recipient|address|permanently)
    | delivery\ (?:failure|error|problem|has\ failed|attempt|status)|(?:error|trouble|problem)\w*\ (?:while\ |in\ |with\ |was\ |occurred\ |trying\ )?[^.]{0,40}?(?:deliver|sending)|permanent\ (?:fatal\ )?error
    | delivery\ errors|rejected\ (?:by|your|for|the)|bounced|returned\ (?:to\ (?:sender|you)|because|mail)|mailbox\ (?:is\ )?(?:full|unavailable|not\ found|exceeds)|user\ (?:unknown|not\ found|doesn't)
    | (?:unknown|invalid|no\ such|non-?existent)\ (?:user|recipient|address|mailbox|account|host|domain|local)|does\ not\ exist|over\ quota|quota\ exceeded|no\ longer\ (?:valid|exists|in\ use|active)|not\ (?:a\ )?(?:valid|member|known|listed)
    | returning\ (?:message\ )?to\ sender|not\ delivered|non\ è\ stat|nicht\ zugestellt|non\ remis|n'a\ (?:pas\ )?pu|no\ se\ (?:ha\ )?pud|no\ ha\ sido|未達|配信|配送|送信でき|退信|无法|未能|не\ (?:может|удалось|доставл)
    | [45]\d\d[ -]\#?[45]\.\d\.\d""",
    re.IGNORECASE | re.VERBOSE,
)
# fml, a list manager, refuses a post in the list's own name: "You ann@example.net are not member (shop ML)".
_REFUSED_BY_FML = re.compile(r"You \S{1,254} are not (?:a )?member \(", re.IGNORECASE)
_DELAY_SUBJECT = re.compile(
    r"delay|warning:? (?:could not|message|e-?mail|mail)|warning message|still being retried|not yet|will be retried|verzögert|retard|retras|differit|différée|opóźni|demorad"
    r"|вре́мен|задерж|延遅|遅延|延迟|延遲|지연|has not been delivered yet|temporar|uitgesteld|vertraag|in ritardo",
    re.IGNORECASE,
)
_DELAY_WORDS = re.compile(
    r"this is a warning message only|has not yet been delivered|have not yet been delivered|will be retried|will continue to (?:try|attempt|retry)"
    r"|will keep trying|delivery attempts? will continue|has been delayed|is delayed|is being delayed|no action is required on your part"
    r"|you do not need to resend|need not resend|still trying to deliver|will try again|delivery will be attempted|will be attempted again"
    r"|transient non-fatal errors|not been delivered to all of its recipients after",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"permanent (?:fatal )?error|permanent failure|failed permanently|giv(?:en|ing) up|i've given up|not going to try again|no (?:further|more) attempts"
    r"|been in the queue too long|was returned|could not be delivered for|will be deleted from queue",
    re.IGNORECASE,
)


def written_by_a_program(letter: Letter) -> bool:
    """Whether a bounce may be in this mail at all."""
    if letter.header("x-failed-recipients"):
        return True
    if _REFUSED_BY_FML.match(letter.subject) and letter.header("x-mlserver").startswith("fml"):
        return True
    if _NOTICE_TO_POSTMASTER.match(letter.subject):
        return False
    if _ANSWERED.match(letter.subject) and not _SENDERS.search(letter.sender):
        return False
    if "<>" in letter.sender and has_subject_of_bounce(letter):
        return True
    if letter.header("list-id") or letter.header("list-post"):  # a list's own bounces come through the list, too
        return _DAEMON.search(letter.sender) is not None or (
            _SUBJECTS.match(letter.subject) is not None and letter.returned_part is not None and not _conversed(letter)
        )
    if _SENDERS.search(letter.sender) or letter.header("return-path").replace(" ", "") == "<>":
        return True
    if submitted_automatically(letter.header) or letter.message.type == "multipart/report" or "<>" in letter.sender:
        return True
    return _SUBJECTS.match(letter.subject) is not None and not _conversed(letter)


def has_subject_of_bounce(letter: Letter) -> bool:
    return _SUBJECTS.match(letter.subject) is not None or _DELIVERY.search(letter.sender) is not None


def tells_of_failure(letter: Letter) -> bool:
    """In its first words: further down stands what others wrote."""
    return has_subject_of_bounce(letter) or _FAILED.search(letter.lower[:3000]) is not None


def tells_of_delay(letter: Letter) -> bool:
    """Whether prose says that delivery is still being tried. The reason never decides that: an expired one failed."""
    if _GIVEN_UP.search(letter.lower):
        return False
    return _DELAY_SUBJECT.search(letter.subject) is not None or _DELAY_WORDS.search(letter.lower) is not None


def _conversed(letter: Letter) -> bool:
    return bool(letter.header("in-reply-to") or letter.header("x-mailer") or letter.header("user-agent"))
