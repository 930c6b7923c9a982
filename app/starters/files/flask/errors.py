"""How input that makes no sense is refused."""

from flask.typing import ResponseReturnValue
from pydantic import ValidationError


def refuse(error: ValidationError) -> ResponseReturnValue:
    """Tells what is wrong and where, without what was sent, which may be secret."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return {"detail": faults}, 422
