"""Carrying out what a form says, and telling in the words of the pages why not."""

from collections.abc import Callable

from flask_babel import gettext as _

from api.rest import errors
from api.rest.errors import Problem
from domain.errors import DomainError, NotFoundError, NotPermittedError, StaleVersionError


def refused(send: Callable[[], object]) -> Problem | None:
    """Carry something out and return the refusal, if it was refused; what does not exist stays a 404."""
    try:
        send()
    except (NotFoundError, NotPermittedError):
        raise
    except DomainError as error:
        return told(error)
    return None


def told(error: DomainError) -> Problem:
    """Return a refusal in the words of these pages."""
    problem = errors.of_domain(error)
    if isinstance(error, StaleVersionError):
        detail = _(
            "Something happened in this case since you opened the page. What you typed is still here: look, send again."
        )
        return Problem(problem.code, problem.status, problem.title, detail)
    return problem
