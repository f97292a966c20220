// On a shared computer, Back must not show the last person's page.
// Loaded early and not as a module, so that it listens before the page can be left.
(() => {
  const page = document.documentElement;

  // What the browser keeps for Back is a blank page.
  window.addEventListener("pagehide", () => {
    page.hidden = true;
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      window.location.reload(); // the server decides again who is here
    } else {
      page.hidden = false;
    }
  });
})();
