// Someone who walked away is signed out. A minute before, one key stays; words in progress are never lost.
// The server keeps the time that counts; this shows it. Tabs tell each other, through a channel that stores nothing.
const { idleSeconds, idleWarning, extendUrl, signInUrl, idleDiscards } = document.body.dataset;
const LIMIT = Number(idleSeconds) * 1000; // ms
const WARNING = Number(idleWarning) * 1000; // ms before the end
const QUIET_EXTEND = LIMIT / 4; // someone typing is here: tell the server now and then
const RETRY = 5_000; // ms

const dialog = document.querySelector("dialog.idle");
const [asking, over] = [dialog.querySelector("[data-idle-asking]"), dialog.querySelector("[data-idle-over]")];
const seconds = dialog.querySelector("[data-idle-left]");
const offline = dialog.querySelector("[data-idle-offline]");
const channel = "BroadcastChannel" in window ? new BroadcastChannel("signed-in") : null;

let seen = Date.now(); // when the server last heard of this person
let lastTry = 0;
let ended = false;
let inProgress = null; // the form that was typed in

function stay(heard) {
  seen = Math.max(seen, heard);
  offline.hidden = true;
  if (dialog.open && !ended) dialog.close();
}

async function extend() {
  if (ended || Date.now() - lastTry < RETRY) return;
  lastTry = Date.now();
  const token = document.querySelector("meta[name=csrf-token]").content;
  try {
    const answer = await fetch(extendUrl, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
    if (answer.ok) {
      stay(lastTry);
      channel?.postMessage(lastTry);
    } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      end(); // signed out in another tab, or by the server
    }
  } catch {
    offline.hidden = false; // the time runs on, and is shown
  }
}

function present() {
  if (ended) return;
  if (dialog.open || Date.now() - seen > QUIET_EXTEND) extend();
}

function end() {
  ended = true;
  // On a room's tablet, what nobody signed in has typed is put away for good: the next person must not read it.
  if (!inProgress?.isConnected || idleDiscards !== undefined) {
    document.documentElement.hidden = true;
    window.location.replace(signInUrl);
    return;
  }
  asking.hidden = true;
  over.hidden = false;
  dialog.setAttribute("aria-labelledby", over.querySelector("h2").id);
  dialog.classList.add("over");
  for (const part of document.body.children) if (part !== dialog) part.hidden = true; // a passer-by reads nothing
  if (!dialog.open) dialog.showModal();
  over.querySelector("button").focus();
}

function tick() {
  if (ended) return;
  const left = seen + LIMIT - Date.now();
  if (left <= 0) {
    end();
  } else if (left <= WARNING) {
    seconds.textContent = String(Math.ceil(left / 1000));
    if (!dialog.open) dialog.showModal();
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[method=post]");
  if (form) inProgress = form;
});
document.addEventListener("submit", () => {
  inProgress = null;
});
for (const sign of ["keydown", "pointerdown", "click"]) document.addEventListener(sign, present);
document.addEventListener("visibilitychange", tick);
dialog.addEventListener("cancel", (event) => event.preventDefault());
dialog.addEventListener("close", () => {
  if (ended) dialog.showModal(); // a second Escape closes any dialog; this one is the only way on
});
over.querySelector("button").addEventListener("click", () => {
  // The server keeps the words and asks who it is. The Tell page takes words from anybody: it is told not to yet.
  inProgress.append(Object.assign(document.createElement("input"), { type: "hidden", name: "sign_in_first", value: "1" }));
  inProgress.submit();
});
channel?.addEventListener("message", (event) => stay(event.data));
channel?.postMessage(seen);
setInterval(tick, 1000);
