"""The bell by which a page or a command wakes a worker. What rings it need not load the queue before."""

from console import operator_log

log = operator_log.logger(__name__)


def ring(url: str) -> None:
    """Wake a worker at once, on whichever machine it is. One that is not reached looks by itself before long."""
    trouble = trouble_in_ringing(url)
    if trouble:
        log.warning("the queue cannot be reached", error=trouble)


def trouble_in_ringing(url: str) -> str:
    """Do the same, and tell what the driver of the queue says if it is out of reach; else empty."""
    from console.work.queue import call

    try:
        call(url)
    except Exception as error:  # drivers have none in common; what was to be told is stored
        return str(error) or type(error).__name__
    return ""
