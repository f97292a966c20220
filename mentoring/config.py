"""The only settings: read from the environment once, typed, and judged for safety."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingProblem(ValueError):
    """A setting cannot be understood; the message says which and what to write instead."""


@dataclass(frozen=True)
class Settings:
    """Everything that a machine's owner may decide. One row each in docs/configuration.md."""

    public_url: str
    port: int
    bind: str
    instance: Path
    database_url: str
    keys: Path
    backups: Path
    mail_url: str | None
    mail_from: str | None
    trusted_proxy: tuple[Network, ...]
    tls_certificate: Path | None
    tls_key: Path | None
    workers: int

    @property
    def production(self) -> bool:
        """Production means that the public address is not this machine."""
        return not _is_this_machine(urlsplit(self.public_url).hostname or "")

    @property
    def https(self) -> bool:
        """Say whether people reach the product over TLS."""
        return self.public_url.startswith("https://")

    @property
    def embedded(self) -> bool:
        """Say whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")

    @property
    def database_file(self) -> Path | None:
        """Return the embedded database's file, or None on PostgreSQL."""
        return Path(self.database_url.removeprefix("sqlite:///")) if self.embedded else None

    @property
    def anchors(self) -> Path:
        """Return the file that keeps the trail's daily anchors, outside the database."""
        return self.instance / "anchors.log"

    @property
    def lock(self) -> Path:
        """Return the file that whoever serves holds locked."""
        return self.instance / "serve.lock"

    @property
    def heartbeat(self) -> Path:
        """Return the file that the worker touches while it lives."""
        return self.instance / "worker.alive"

    @property
    def own_tls(self) -> bool:
        """Say whether the server itself speaks TLS."""
        return self.tls_certificate is not None and self.tls_key is not None

    @property
    def error_log(self) -> Path:
        """Return the file that keeps errors: numbers, types and places, never what a person typed."""
        return self.instance / "errors.log"


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Return the settings; SettingProblem names the variable that cannot be understood."""
    port = _number(environment, "PORT", 8000, 1, 65535)
    instance = Path(environment.get("INSTANCE_PATH") or ROOT / "instance").absolute()
    public_url = (environment.get("PUBLIC_URL") or f"http://localhost:{port}").rstrip("/")
    if urlsplit(public_url).scheme not in ("http", "https") or not urlsplit(public_url).hostname:
        raise SettingProblem("PUBLIC_URL must look like https://mentoring.example.sch.uk")
    database = environment.get("DATABASE_URL") or f"sqlite:///{instance / 'mentoring.db'}"
    if database.startswith(("postgresql://", "postgres://")):
        database = "postgresql+psycopg://" + database.split("://", 1)[1]
    if not database.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingProblem("DATABASE_URL must start with sqlite:/// or postgresql://")
    return Settings(
        public_url=public_url,
        port=port,
        bind=environment.get("BIND") or "127.0.0.1",
        instance=instance,
        database_url=database,
        keys=Path(environment.get("KEYS_PATH") or instance / "keys").absolute(),
        backups=Path(environment.get("BACKUP_PATH") or instance / "backups").absolute(),
        mail_url=_mail_url(environment),
        mail_from=environment.get("MAIL_FROM") or None,
        trusted_proxy=_networks(environment, "TRUSTED_PROXY"),
        tls_certificate=_path(environment, "TLS_CERTIFICATE"),
        tls_key=_path(environment, "TLS_KEY"),
        workers=_number(environment, "WORKERS", 2, 1, 64),
    )


def _number(environment: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    written = environment.get(name) or str(default)
    if not written.isdecimal() or not least <= int(written) <= most:
        raise SettingProblem(f"{name} must be a whole number from {least} to {most}")
    return int(written)


def _networks(environment: Mapping[str, str], name: str) -> tuple[Network, ...]:
    try:
        written = (environment.get(name) or "").replace(",", " ").split()
        return tuple(ipaddress.ip_network(address) for address in written)
    except ValueError as problem:
        raise SettingProblem(f"{name} must be the address of the proxy, such as 127.0.0.1") from problem


def _mail_url(environment: Mapping[str, str]) -> str | None:
    url = environment.get("MAIL_URL")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        understood = parts.scheme in ("smtp", "smtps") and parts.hostname and (parts.port or True)
    except ValueError:  # a port that is no number
        understood = False
    if not understood or parts.query not in ("", "tls=starttls"):
        raise SettingProblem(
            "MAIL_URL must look like smtp://name:password@host:587?tls=starttls or smtps://…"
        )
    return url


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    return Path(environment[name]).absolute() if environment.get(name) else None


def unsafe(settings: Settings) -> list[str]:
    """Return codes of what must not run like this; the start refuses on any.

    A school's data must not cross a network in the clear: any address but this machine needs TLS, the
    server's own or that of a named proxy in front.
    """
    problems = []
    covered = settings.own_tls or settings.trusted_proxy
    if settings.production and not settings.https:
        problems.append("public-url-not-https")
    if settings.production and not covered:
        problems.append("no-tls")
    if not _is_this_machine(settings.bind) and not covered:
        problems.append("bound-to-network-without-tls")
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        problems.append("half-tls")
    if settings.mail_url and "@" not in parseaddr(settings.mail_from or "")[1]:
        problems.append("mail-without-sender")
    if settings.mail_url and _in_the_clear(settings.mail_url):
        problems.append("mail-in-the-clear")
    return problems


def _in_the_clear(mail_url: str) -> bool:
    parts = urlsplit(mail_url)
    secure = parts.scheme == "smtps" or parts.query == "tls=starttls"
    return not secure and not _is_this_machine(parts.hostname or "")
