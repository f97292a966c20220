// Four pictures, one after the other: what was picked stands in four places above, and each leads back to its turn.
// Without this, the four grids stand one below the other.
for (const box of document.querySelectorAll("[data-picture-turns]")) {
  const rows = [...box.querySelectorAll("fieldset")];
  const places = rows.map((row) => box.querySelector(`[data-turn="${CSS.escape(row.id)}"]`));
  const names = places.map((place) => place.getAttribute("aria-label"));
  const [back, on] = [box.querySelector("[data-turn-back]"), box.querySelector("[data-turn-on]")];
  const status = box.querySelector("[role=status]");
  const pickedIn = (row) => row.querySelector("input:checked");
  let now = 0;

  const show = (turn) => {
    now = Math.max(0, Math.min(turn, rows.length - 1));
    rows.forEach((row, each) => {
      const picked = pickedIn(row);
      const picture = picked?.parentElement.querySelector("svg").cloneNode(true);
      row.hidden = each !== now;
      places[each].replaceChildren(picture ?? Object.assign(document.createElement("span"), { textContent: each + 1 }));
      places[each].setAttribute("aria-label", [names[each], picked?.parentElement.textContent.trim()].filter(Boolean).join(": "));
      places[each].setAttribute("aria-current", each === now ? "step" : "false");
    });
    back.hidden = now === 0;
    on.hidden = now === rows.length - 1;
    on.disabled = !pickedIn(rows[now]);
  };

  const turnTo = (turn) => {
    show(turn);
    status.textContent = names[now];
    (pickedIn(rows[now]) ?? rows[now].querySelector("input")).focus({ preventScroll: true });
  };

  rows.forEach((row, turn) => {
    row.addEventListener("change", () => show(now)); // it comes after the click
    // A finger or a mouse goes on by itself. Arrow keys only look around: Next picture, or Enter, goes on.
    row.addEventListener("click", (event) => {
      if (event.detail > 0 && event.target.matches("input") && turn < rows.length - 1) turnTo(turn + 1);
    });
    row.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || turn === rows.length - 1 || !pickedIn(row)) return;
      event.preventDefault();
      turnTo(turn + 1);
    });
    places[turn].addEventListener("click", () => turnTo(turn));
    for (const link of document.querySelectorAll(`a[href="#${CSS.escape(row.id)}"]`)) {
      link.addEventListener("click", () => show(turn));
    }
  });
  back.addEventListener("click", () => turnTo(now - 1));
  on.addEventListener("click", () => turnTo(now + 1));

  for (const part of box.querySelectorAll("[data-turns]")) part.hidden = false;
  const first = rows.findIndex((row) => !pickedIn(row));
  show(first === -1 ? rows.length - 1 : first);
  window.addEventListener("pageshow", () => show(now)); // the browser may have kept what was picked
}
