// Buttons that copy what is on the page, by the ids in data-copy. Without this they are not there: the words can be picked.
function pick(elements) {
  const range = document.createRange();
  range.setStartBefore(elements[0]);
  range.setEndAfter(elements.at(-1));
  const picked = window.getSelection();
  picked.removeAllRanges();
  picked.addRange(range);
}

async function copy(elements) {
  const words = elements.map((element) => element.textContent.trim()).join("\n");
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      // Not allowed here: by hand, as below.
    }
  }
  pick(elements); // an address without https has no clipboard; what is picked can be copied from the keyboard as well
  return document.execCommand("copy");
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  const elements = button.dataset.copy.split(" ").map((id) => document.getElementById(id));
  const says = button.parentElement.querySelector("[data-copy-says]");
  button.addEventListener("click", async () => {
    const copied = await copy(elements);
    says.textContent = copied ? button.dataset.copied : "";
  });
  button.hidden = false;
}
