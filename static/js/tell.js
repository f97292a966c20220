// On the Tell page: once the writer says who did it, only the sentence for that answer stays ("who will read this").
// Without this, all the sentences are shown.
for (const box of document.querySelectorAll("[data-readers]")) {
  const sentences = [...box.querySelectorAll("[data-readers-for]")];
  const answers = document.querySelectorAll(`input[name="${CSS.escape(box.dataset.readers)}"]`);

  const shorten = () => {
    const chosen = [...answers].find((answer) => answer.checked)?.value;
    const fits = (sentence) => sentence.dataset.readersFor.split(/\s+/).includes(chosen);
    const known = chosen !== undefined && sentences.some(fits); // an answer nobody wrote for: keep them all
    for (const sentence of sentences) sentence.hidden = known && !fits(sentence);
  };

  box.setAttribute("aria-live", "polite");
  for (const answer of answers) answer.addEventListener("change", shorten);
  window.addEventListener("pageshow", shorten); // the browser may have kept the answer
}
