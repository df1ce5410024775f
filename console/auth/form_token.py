"""What a form of ours carries, so that another site's is told apart."""

import hmac
from hashlib import sha256

from fastapi import Request

from console.auth.cookies import form_owner


def form_token(request: Request) -> str:
    """Bound to the session or, before there is one, to the visit; it does not tell the cookie it is made from."""
    return hmac.new(form_owner(request).encode(), b"form", sha256).hexdigest()
