"""Moving what was identified to another folder, once it is stored, where the place of the mailbox says so."""

from collections.abc import Sequence

from console.intake.import_logs import telling_storage_errors
from console.intake.mailbox.connection import Connection, NotMoved
from console.intake.mailbox.place import Place
from console.intake.mailbox.trouble import quoted, told
from console.intake.mails import MailDoor, Position

AT_ONCE = 500  # mails
NOT_MOVED = (
    "{place.name}: mails are fetched, and not moved to {place.move} ({why}). See that this folder is there and that "
    "the user may write to it, or take the option move out of the place."
)


class Moving:
    """Moves the mails of one mailbox; nothing, where it names no folder for them."""

    def __init__(self, place: Place) -> None:
        self.moved = 0  # mails
        self.trouble = ""  # a sentence on why they are not moved
        self._place = place
        self._is_caught_up = False

    def forget(self) -> None:
        """The connection is another from now on."""
        self._is_caught_up = False

    def catch_up(self, connection: Connection, door: MailDoor, reached: Position) -> None:
        """Move what was stored and not moved: somebody ended this in between, or the server refused."""
        if self._is_caught_up or not self._place.move:
            return
        self._is_caught_up, self.trouble = True, ""
        portions = connection.in_portions(1, reached.uid)
        while self._is_caught_up:
            with told(self._place):
                uids = next(portions, None)
            if uids is None:
                return
            with telling_storage_errors():
                identified = door.identified(reached.uid_validity, uids)
            self.move(connection, sorted(identified))

    def move(self, connection: Connection, uids: Sequence[int]) -> None:
        """Move these, which are stored."""
        for begin in range(0, len(uids) if self._is_caught_up else 0, AT_ONCE):
            portion = uids[begin : begin + AT_ONCE]
            try:
                with told(self._place):
                    connection.move(portion)
            except NotMoved as error:
                self._is_caught_up, self.trouble = False, NOT_MOVED.format(place=self._place, why=quoted(str(error)))
                return
            self.moved += len(portion)
