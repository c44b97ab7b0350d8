"""The bell by which a page or a command wakes a worker. What rings it need not load the queue before."""

from console import operator_log

log = operator_log.logger(__name__)


def ring(url: str) -> None:
    """Wake a worker at once, on whichever machine it is. One that is not reached looks by itself before long."""
    from console.work.queue import call

    try:
        call(url)
    except Exception as error:  # drivers have none in common; what was to be told is stored
        log.warning("the queue cannot be reached", error=str(error))
