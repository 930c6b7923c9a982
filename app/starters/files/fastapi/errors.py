"""How input that makes no sense is refused."""

import json

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError


def refuse(request: Request, error: Exception) -> Response:
    """Tells what is wrong and where, without what was sent: it may be secret, or no JSON."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    told = [{"loc": fault["loc"], "msg": fault["msg"], "type": fault["type"]} for fault in faults]
    # The framework's answer repeats NaN and halves of characters, and fails to send them.
    return Response(json.dumps({"detail": told}), 422, media_type="application/json")
