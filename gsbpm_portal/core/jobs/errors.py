"""How a job ends other than well. Runners raise JobRefused; the rest is the kernel's own."""

from typing import Any


class UnknownKind(LookupError):
    """A job kind, tick, export or document that nobody registered."""


class JobRefused(Exception):
    """The input is at fault, not the program: says what is wrong and where, in words for people. Never retried by itself."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class JobInterrupt(BaseException):
    """Ends the run at once. Not an Exception, so that a runner's `except Exception` does not swallow it."""


class JobCancelled(JobInterrupt):
    """Somebody asked for the job to be cancelled."""


class StaleAttempt(JobInterrupt):
    """This copy no longer owns the job: another attempt was started, or the job is over. It must write nothing more."""
