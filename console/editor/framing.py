"""Pages of ours inside pages of ours: which may hold a frame, and which may stand in one."""

from fastapi import Request, Response

from console.auth.pages import GUARDED

POLICY = "Content-Security-Policy"


def holding_frames(page: Response) -> Response:
    page.headers[POLICY] = f"{GUARDED[POLICY]}; frame-src 'self'"
    return page


def stands_in_frame(request: Request) -> bool:
    """As the browser says, which no page can make it say falsely."""
    return request.headers.get("Sec-Fetch-Dest") == "iframe"


def framed(page: Response) -> Response:
    """In a page of this very address only."""
    page.headers[POLICY] = GUARDED[POLICY].replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    page.headers["X-Frame-Options"] = "SAMEORIGIN"
    return page
