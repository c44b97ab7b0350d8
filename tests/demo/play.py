"""Plays the story on the stage: mail is handed in, retries come due, servers fail and recover, operators act."""

import heapq
import itertools
from collections.abc import Callable
from functools import partial

from tests.demo import world
from tests.demo.answers import FORGED, Message, answer_to, backscatter
from tests.demo.calendar import END, START, day
from tests.demo.stage import Sent, Stage
from tests.demo.story import Mail, mails
from tests.servers.postfix import Postfix

SCAN = 300  # seconds between Postfix's looks at the deferred queue
FIRST_LOOK, LOOKS = 740, 1800  # seconds from the beginning, and between the looks of the monitoring
A_BURST = 5  # seconds within which mails follow each other without a rest

Act = Callable[[], None]


class Play:
    """Runs the acts in the order of their time; between them, whatever is due to be tried again."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.sent: list[Sent] = []
        self.deleted: set[str] = set()  # queue IDs
        self._order = itertools.count()
        self._acts: list[tuple[float, int, Act]] = []
        self._burst = 0.0
        for mail in mails():
            self._at(mail.at, partial(self._hand_in, mail))
        self._at(FORGED.at, partial(self._hand_in, backscatter()))
        self._set_weather()
        self._set_operators()
        self._set_monitoring()

    def run(self) -> None:
        while self._acts:
            at, _, act = heapq.heappop(self._acts)
            self._wait_until(at)
            act()

    def _at(self, at: float, act: Act) -> None:
        heapq.heappush(self._acts, (at, next(self._order), act))

    def _wait_until(self, at: float) -> None:
        clock, stage = self.stage.clock, self.stage
        if at >= END - 10:
            return clock.jump(at)
        if at - self._burst < A_BURST:
            return None
        stage.settle()
        while (tick := -(-max(stage.next_try(), clock.now()) // SCAN) * SCAN) < at:
            clock.jump(tick)
            stage.retry()
        clock.jump(at)
        self._burst = at
        return None

    def _hand_in(self, mail: Mail) -> None:
        sent = self.stage.send(mail)
        self.sent.append(sent)
        if answer := answer_to(Message(mail, sent.message_id, sent.queue_id, sent.content)):
            self._at(answer.at, partial(self._hand_in, answer))

    def _set_weather(self) -> None:
        servers = {server.domain: server for server in world.SERVERS}
        stage = self.stage
        for domain in world.NEVER_LISTENS:
            stage.close(servers[domain])
        self._at(world.OUTAGE[0], partial(stage.deafen, servers["uniklinik-west.example"]))
        self._at(world.OUTAGE[0] + 6 * 3600, partial(stage.close, servers["uniklinik-west.example"]))
        self._at(world.OUTAGE[1], partial(stage.open, servers["uniklinik-west.example"]))
        self._at(world.OUTAGE_AT_THE_END, partial(stage.deafen, servers["hausarzt-lindenallee.example"]))
        self._at(world.LAPSED, partial(stage.zone.forget, "physio-park.example"))
        self._at(world.SILENT, partial(stage.open, servers["marienhospital.example"], greets=False))
        # One MX of the big provider is down for a morning: the other one takes it all.
        first_of_two = servers["postmail.example"]._replace(second="")
        self._at(day(10, "08:30"), partial(stage.close, first_of_two))
        self._at(day(10, "11:45"), partial(stage.open, first_of_two))

    def _set_monitoring(self) -> None:
        at = START + FIRST_LOOK
        while at < END - FIRST_LOOK:
            self._at(at, self.stage.look_after)
            at += LOOKS

    def _set_operators(self) -> None:
        self._at(day(4, "15:20"), partial(self._operate, "requeue", "-r"))
        self._at(day(4, "11:05"), partial(self._operate, "release", "-H"))
        self._at(day(7, "15:42"), partial(self._operate, "delete", "-d"))
        self._at(day(13, "10:30"), partial(self._operate, "expire", "-e"))

    def _operate(self, note: str, flag: str) -> None:
        """An operator runs postsuper on the messages with that note."""
        mail: Postfix = self.stage.mail
        for sent in self.sent:
            if sent.mail.note == note and sent.queue_id in mail.queue_ids("deferred", "hold"):
                mail.run("postsuper", flag, sent.queue_id)
                if flag == "-d":
                    self.deleted.add(sent.queue_id)
        mail.trigger("pickup", "W")
        mail.trigger("qmgr", "I")
        if flag == "-e":
            mail.run("postqueue", "-f")
