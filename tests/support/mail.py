"""A mail server for the tests that takes, refuses, hangs, or dies at the worst moment."""

import socket
import threading
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self


class MailServer:
    """Speaks as much SMTP as a mail needs. `manner` may be changed between mails.

    takes; refuses (no such mailbox); hangs (never says a word); dies (after the whole mail, before "taken").
    """

    def __init__(self, manner: str = "takes") -> None:
        self.manner = manner
        self.taken: list[EmailMessage] = []
        self.seen: list[EmailMessage] = []  # whole mails that reached it, taken or not
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.open: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for connection in self.open:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return  # closed
            self.open.append(connection)
            threading.Thread(target=self._talk, args=[connection], daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        if self.manner == "hangs":
            return
        # Whoever is talked with may be killed in the middle of a line: that is what some tests are for.
        with suppress(ConnectionError), connection, connection.makefile("rwb") as talk:

            def say(words: str) -> None:
                talk.write(words.encode() + b"\r\n")
                talk.flush()

            say("220 here")
            for line in talk:
                word = line[:4].strip().upper()
                if word == b"RCPT" and self.manner == "refuses":
                    say("550 no such mailbox")
                elif word == b"DATA":
                    say("354 go on")
                    if not self._take(talk):
                        return
                    say("250 taken")
                elif word == b"QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 fine")

    def _take(self, talk: object) -> bool:
        lines = []
        for line in talk:  # type: ignore[attr-defined]
            if line == b".\r\n":
                break
            lines.append(line)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.seen.append(mail)
        if self.manner == "dies":
            return False
        self.taken.append(mail)
        return True
