"""One person at one browser: what they do in a story, in their own words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.journeys import looks
from tests.journeys.live import Demo, Live

PC, PHONE = (1280, 800), (360, 800)  # CSS pixels, wide and high
# The browser's own line about an answer of 401, 404 or 422: the page that comes with it is what is looked at.
REFUSED = re.compile(r"Failed to load resource: .* status of (401|404|409|422) ")


@dataclass
class Visitor:
    """Somebody with a page open. `who` is a role or a student's first name, or says who is not signed in."""

    live: Live
    who: str
    context: BrowserContext
    page: Page
    touches: bool = False
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)
    taps: int = 0  # presses and taps so far
    theme: looks.Theme = "light"  # what the device asks for; looking over leaves it as it is then

    def __post_init__(self) -> None:
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.context.on("request", self._note_request)

    def _note_console(self, message: ConsoleMessage) -> None:
        is_page = "/static/" not in message.location["url"]
        if message.type == "error" and not (is_page and REFUSED.match(message.text)):
            self.complaints.append(f"console on {self.page.url}: {message.text}")

    def _note_request(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme != "data" and asked.netloc != urlsplit(self.live.address).netloc:
            self.complaints.append(f"asked another host: {request.url}")

    # Going and pressing

    def goes_to(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.live.address + path)

    def presses(self, name: str) -> None:
        """Press the one button or link that is called `name`."""
        named = {"name": name, "exact": True}
        there = self.page.get_by_role("button", **named).or_(self.page.get_by_role("link", **named))  # type: ignore[arg-type]
        self.touch(there)

    def opens(self, summary: str) -> None:
        """Open what is folded away under `summary`."""
        self.touch(self.page.locator("summary", has_text=summary))

    def touch(self, there: Locator) -> None:
        """Press with a finger or a mouse, whichever this person has."""
        self.taps += 1
        if self.touches:
            there.tap()
        else:
            there.click()

    def follows(self, there: Locator) -> None:
        """Press what leads to another page, and wait until that is there: for pages that are headed alike."""
        with self.page.expect_navigation():
            self.touch(there)

    def goes_by(self, name: str) -> None:
        """Press the one button or link that is called so, and wait until the page that it leads to is there."""
        with self.page.expect_navigation():
            self.presses(name)

    def chooses(self, question: str, answer: str) -> None:
        """Pick the answer to a question."""
        asked = self.page.get_by_role("group", name=question)
        self.touch(asked.locator("label", has=self.page.get_by_role("radio", name=answer, exact=True)))

    def ticks(self, answer: str) -> None:
        """Tick the box that begins with these words."""
        begins = re.compile(f"^{re.escape(answer)}")
        self.touch(self.page.locator("label", has=self.page.get_by_role("checkbox", name=begins)))

    def writes(self, label: str, text: str) -> None:
        """Write into the field called `label`."""
        self.page.get_by_label(label, exact=True).fill(text)

    # Signing in

    def signs_in(self, next_path: str = "/today") -> None:
        """Sign in with the card, or with password and second factor, on the way to `next_path`."""
        assert isinstance(self.live, Demo)
        row = self.live.account(self.who)
        self.goes_to(f"{row['url']}?next={next_path}")
        self.gives_secret()
        expect(self.page).to_have_url(f"{self.live.address}{next_path}")

    def gives_secret(self) -> None:
        """Fill in the page that asks for it, and the second one for those who have a second factor."""
        assert isinstance(self.live, Demo)
        row = self.live.account(self.who)
        typed: dict[str, str] = row["fields"]
        if "email" in typed:
            self.writes("E-mail", typed["email"])
            self.writes("Password", typed["password"])
        else:
            self.writes("Your user name", typed["username"])
            self._gives_words_or_pictures(typed["passphrase"])
        self.presses("Sign in")
        if "totp_secret" in row:
            self.gives_code()

    def _gives_words_or_pictures(self, passphrase: str) -> None:
        words = passphrase.split()
        if len(words) == 3:
            self.writes("Your three words", passphrase)
            return
        for row, picture in zip(self.page.locator("fieldset").all(), words, strict=True):
            expect(row).to_be_visible()
            self.touch(row.locator("label", has=self.page.locator(f"input[value={picture}]")))

    def gives_code(self) -> None:
        """Answer with what the authenticator shows."""
        assert isinstance(self.live, Demo)
        self.is_at("Show that it is you")
        self.writes("Code", self.live.code_of(self.who))
        self.presses("Go on")

    # What is there

    def is_at(self, heading: str | re.Pattern[str]) -> None:
        """Fail unless the page is headed so."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def reads(self, words: str | re.Pattern[str]) -> None:
        """Fail unless these words can be read on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def does_not_read(self, words: str) -> None:
        """Fail if these words stand anywhere on the page, seen or not."""
        assert words not in self.page.content(), f"{words!r} is on {self.page.url}"

    def text(self) -> str:
        """Return what can be read in the page itself, without the frame round it."""
        return self.page.locator("main").inner_text()

    def looks_over(
        self,
        name: str,
        themes: Sequence[looks.Theme] = looks.THEMES,
        sizes: Sequence[looks.Size] = (),
    ) -> None:
        """Fail unless the page is well made in light and dark. `name` is for its picture.

        sizes: of the window; the one that was looked at last stays. As it is if none is given.
        """
        shown = sizes or (self._size(),)
        self._looks(name, [looks.Look(size, theme) for size in shown for theme in themes])

    def in_every_look(self, name: str) -> None:
        """Look the page over as a school PC and a phone show it, in light and dark, and as it is. It stays as it was.

        Without scripts only what fits can be looked at, and that is the same in the dark.
        """
        both = [looks.Look(size, theme) for size in (PC, PHONE) for theme in looks.THEMES[: 1 + self.scripts]]
        as_it_was = self._size()
        self._looks(name, list(dict.fromkeys([*both, looks.Look(as_it_was, "light")])))
        self.resizes(as_it_was)

    def resizes(self, size: looks.Size) -> None:
        """Make the window as large as that."""
        if self._size() != size:
            self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def _size(self) -> looks.Size:
        size = self.page.viewport_size
        assert size
        return size["width"], size["height"]

    def _looks(self, name: str, wanted: Sequence[looks.Look]) -> None:
        now = looks.Look(self._size(), self.theme)
        self.theme = looks.look_over(self.page, f"{self.who}-{name}", wanted, now, scripts=self.scripts).theme

    def ticks_all(self) -> None:
        """Tick every box of the list: with the button that is there for it, or one by one where no script runs."""
        if self.scripts:
            self.presses("Tick all on this page")
            return
        for box in self.page.locator("main table input[type=checkbox]").all():
            self.touch(box)

    def marks(self, boxes: Locator) -> None:
        """Mark all of these boxes where nobody counts it: the first by hand, and the rest are pressed by one script."""
        boxes.first.check()
        boxes.evaluate_all("(all) => all.filter((each) => !each.checked).forEach((each) => each.click())")

    def leaves_nothing_to_complain(self) -> None:
        """Fail if a script failed, something was refused by the browser, or another host was asked."""
        assert not self.complaints, f"{self.complaints}\n{self.live.errors()}"
