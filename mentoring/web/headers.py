"""The headers of every answer: nothing from elsewhere, nothing inline, nothing kept."""

from flask import Flask, Response

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",  # older Firefox asks this one about the icons' sprite
        "object-src 'none'",
        "frame-src 'none'",
        "worker-src 'none'",
        "media-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",  # data: for Bootstrap's own icons
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), browsing-topics=(), publickey-credentials-get=(self), "
        "publickey-credentials-create=(self)"
    ),
}
YEAR = 365 * 24 * 3600  # seconds


def init_app(app: Flask) -> None:
    """Put the headers on every answer; a page is never stored, by the browser or anything between."""
    https = app.extensions["settings"].https

    @app.after_request
    def _add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        if https:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        return response
