// What was shown once is not shown again to whoever goes back: the page before it takes its place in the history.
const { goesBackTo } = document.querySelector("[data-goes-back-to]").dataset;

window.history.replaceState(null, "", goesBackTo);
