// A button that picks "yes" for everybody whose tutor said yes and about whom nothing is picked yet. It decides
// nothing: whoever decides looks at it and saves. Without this: one by one.
for (const button of document.querySelectorAll("button[data-pick-yes]")) {
  const rows = [...button.form.querySelectorAll("[data-tutor-yes]")];
  button.addEventListener("click", () => {
    for (const row of rows) {
      if (!row.querySelector("input[type=radio]:checked")) row.querySelector("input[type=radio][value=yes]").checked = true;
    }
  });
  button.hidden = rows.length === 0;
}
