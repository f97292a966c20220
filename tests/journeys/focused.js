// Returns what the focus is on: its name as it is read out, whether a ring marks it, and what covers it.
() => {
  const here = document.activeElement;
  const said = (element) => element?.innerText.replaceAll(/\s+/g, " ").trim();
  const holder = here.closest("label") ?? here; // an answer to pick is marked as a whole
  const hasRing = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const box = here.getBoundingClientRect();
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const isSeen = there && (holder.contains(there) || there.contains(holder));
  return {
    name: here.getAttribute("aria-label") || said(here.labels?.[0]) || said(here) || "",
    marked: hasRing(here) || hasRing(holder),
    coveredBy: isSeen ? "" : `${there?.localName ?? "nothing in the window"} ${there?.className ?? ""}`,
  };
}
