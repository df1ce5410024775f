"""Onward after a form, whether htmx sent it or the browser did."""

from fastapi import Request, Response, status

from console.auth.pages import GUARDED, go


def gone_on(request: Request, path: str) -> Response:
    if "hx-request" in request.headers:
        return Response(status_code=status.HTTP_204_NO_CONTENT, headers={**GUARDED, "HX-Redirect": path})
    return go(request, path)
