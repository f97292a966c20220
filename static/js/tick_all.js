// A button that ticks every box of one name in its form, or unticks them when all are ticked. Without this: one by one.
for (const button of document.querySelectorAll("button[data-tick-all]")) {
  const boxes = [...button.form.querySelectorAll(`input[name="${CSS.escape(button.dataset.tickAll)}"]`)];
  button.addEventListener("click", () => {
    const tick = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = tick;
  });
  button.hidden = boxes.length === 0;
}
