// A second press sends nothing twice. (The server holds this too; here it also shows that something is happening.)
const WAKE_AFTER = 10_000; // ms: a form that downloads a file leaves its page where it is

const asleep = new Set();

function wake() {
  for (const button of asleep) button.disabled = false;
  asleep.clear();
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const buttons = [...event.target.querySelectorAll("button:not([type=button]):not([disabled])")];
  // After this turn, so that the pressed button's own name and value are still sent.
  setTimeout(() => {
    for (const button of buttons) {
      button.disabled = true;
      asleep.add(button);
    }
    setTimeout(wake, WAKE_AFTER);
  });
});

window.addEventListener("pageshow", wake);
