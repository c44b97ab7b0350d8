"""Leases of tasks, by the database's clock, and how runs went."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from console.casework import tasks
from console.casework.tasks import BROKEN_OFF, FOLLOW, Known, Standing
from console.models.database_time import database_time
from console.models.task import Task

SWEEP = Known("sweep", 3600, "Sweeps the floor.")
ANNA, LUIS = "the worker in Graz", "the worker in Porto"


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def sweeping(session: Session) -> Standing:
    [standing] = tasks.tasks(session, [SWEEP])
    return standing


def pass_by(session: Session, **time: float) -> None:
    """So much time passes for the sweeping, as the database sees it."""
    row = session.get_one(Task, SWEEP.name)
    for column in ("leased_until", "due_at", "began_at", "ended_at"):
        if moment := getattr(row, column):
            setattr(row, column, moment - timedelta(**time))
    session.commit()


def test_a_task_that_nobody_did_yet_has_no_last_run(session: Session) -> None:
    assert sweeping(session)[3:] == (False, None, None, None, None, 0, "", False)


def test_a_lease_has_one_holder(session: Session) -> None:
    assert tasks.lease(session, "feed:1", ANNA, 30)
    assert not tasks.lease(session, "feed:1", LUIS, 30)
    assert tasks.lease(session, "feed:2", LUIS, 30)


def test_of_eight_that_ask_at_once_one_gets_the_lease(engine: Engine) -> None:
    start, got = Barrier(8), []

    def ask(holder: str) -> None:
        with Session(engine) as session:
            start.wait()
            got.append(tasks.lease(session, "feed:1", holder, 30))

    threads = [Thread(target=ask, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]


def test_the_lease_of_a_dead_worker_ends_by_itself(session: Session) -> None:
    tasks.begin(session, SWEEP, ANNA, 30)
    assert not tasks.begin(session, SWEEP, LUIS, 30)
    pass_by(session, seconds=31)
    assert tasks.begin(session, SWEEP, LUIS, 30)


def test_a_lease_that_is_renewed_goes_on(session: Session) -> None:
    tasks.begin(session, SWEEP, ANNA, 30)
    pass_by(session, seconds=29)
    assert tasks.renew(session, ANNA, 30) == {SWEEP.name}
    pass_by(session, seconds=29)
    assert not tasks.begin(session, SWEEP, LUIS, 30)


def test_whoever_lost_a_lease_is_told_at_the_next_renewal(session: Session) -> None:
    tasks.begin(session, SWEEP, ANNA, 30)
    pass_by(session, seconds=31)
    tasks.begin(session, SWEEP, LUIS, 30)
    assert tasks.renew(session, ANNA, 30) == frozenset()
    tasks.succeed(session, SWEEP, ANNA, 5)
    assert sweeping(session).running


def test_a_lease_given_by_a_clock_that_was_set_back_is_free(session: Session) -> None:
    tasks.begin(session, SWEEP, ANNA, 30)
    pass_by(session, days=-1)
    assert tasks.begin(session, SWEEP, LUIS, 30)


def test_what_is_done_is_due_again_after_its_period(session: Session) -> None:
    tasks.begin(session, SWEEP, ANNA, 30)
    tasks.succeed(session, SWEEP, ANNA, 1200)
    assert not tasks.begin(session, SWEEP, LUIS, 30)
    standing = sweeping(session)
    assert (standing.milliseconds, standing.failures, standing.running) == (1200, 0, False)
    pass_by(session, seconds=3601)
    assert tasks.begin(session, SWEEP, LUIS, 30)


def test_what_fails_for_more_than_three_periods_is_failing(session: Session) -> None:
    failing = []
    for _ in range(4):
        tasks.begin(session, SWEEP, ANNA, 30)
        tasks.fail(session, SWEEP, ANNA, 7, "The broom is gone.")
        failing.append(sweeping(session).failing)
        pass_by(session, seconds=3601)
    assert failing == [False, False, False, True]
    assert sweeping(session).error == "The broom is gone."


def test_success_ends_the_alarm(session: Session) -> None:
    for end in (tasks.fail, tasks.fail, tasks.fail, tasks.fail):
        tasks.begin(session, SWEEP, ANNA, 30)
        end(session, SWEEP, ANNA, 7, "The broom is gone.")
        pass_by(session, seconds=3601)
    tasks.begin(session, SWEEP, ANNA, 30)
    tasks.succeed(session, SWEEP, ANNA, 7)
    assert not sweeping(session).failing
    assert sweeping(session).error == ""


def test_what_is_due_for_more_than_three_periods_is_overdue(session: Session) -> None:
    tasks.begin(session, SWEEP, ANNA, 30)
    tasks.succeed(session, SWEEP, ANNA, 7)
    pass_by(session, seconds=4 * 3600 - 10)
    assert not sweeping(session).overdue
    pass_by(session, seconds=20)
    assert sweeping(session).overdue


def test_a_run_that_broke_off_is_done_again_at_once_three_times_and_then_waits(session: Session) -> None:
    begun = []
    for _ in range(6):
        begun.append(tasks.begin(session, SWEEP, ANNA, 30))
        pass_by(session, seconds=31)
    assert begun == [True, True, True, False, False, False]
    assert sweeping(session).error == BROKEN_OFF


def test_a_worker_lives_while_it_says_so(session: Session) -> None:
    assert not tasks.worker_lives(session)
    tasks.tell_alive(session, 3)
    assert tasks.worker_lives(session)
    session.execute(update(Task).values(ended_at=database_time(session) - timedelta(seconds=61)))
    assert not tasks.worker_lives(session)
    assert tasks.tasks(session, [FOLLOW])[0].milliseconds == 3


def test_a_worker_that_stops_leaves_its_leases_at_once(session: Session) -> None:
    for name in ("feed:1", "feed:2", "feed:3"):
        tasks.lease(session, name, ANNA, 30)
    tasks.release(session, ANNA, "feed:1", "feed:2")
    assert tasks.renew(session, ANNA, 30) == {"feed:3"}
    assert all(tasks.lease(session, name, LUIS, 30) for name in ("feed:1", "feed:2"))


def test_the_leases_of_a_worker_known_to_be_gone_are_free_and_its_run_has_failed(session: Session) -> None:
    tasks.begin(session, SWEEP, ANNA, 30)
    tasks.expire_of(session, lambda holder: holder == LUIS)
    assert not tasks.begin(session, SWEEP, LUIS, 30)
    tasks.expire_of(session, lambda holder: holder == ANNA)
    assert tasks.begin(session, SWEEP, LUIS, 30)
    assert (sweeping(session).failures, sweeping(session).error) == (1, BROKEN_OFF)


def test_what_another_worker_did_meanwhile_is_not_done_again(session: Session) -> None:
    """One looks at the clock, another begins and ends, and then the first asks whether it is due."""
    assert tasks.begin(session, SWEEP, ANNA, 30)
    tasks.succeed(session, SWEEP, ANNA, 5)
    pass_by(session, seconds=-2)
    assert not tasks.begin(session, SWEEP, LUIS, 30)
