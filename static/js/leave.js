// Leave this page quickly: blank the page at once, sign out, and leave no way back to it.
const form = document.querySelector("form[data-leave]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  document.documentElement.hidden = true;
  document.title = form.dataset.leave;
  try {
    const answer = await fetch(form.action, { method: "POST", body, keepalive: true });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    window.location.replace(answer.url); // the neutral page takes this page's place in the history
  } catch {
    form.submit(); // the plain way: the browser itself shows what comes of it
  }
});
