// A button that prints the page it is on. Without this it is not there: the browser's own menu prints too.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.addEventListener("click", () => window.print());
  button.hidden = false;
}
