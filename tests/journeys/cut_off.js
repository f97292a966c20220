// Returns what does not fit: the page itself, words beyond the window's edges, words behind the edge of their own box.
() => {
  const SLACK = 1; // CSS pixels, for rounding
  const wrong = [];
  const page = document.scrollingElement;
  if (page.scrollWidth > window.innerWidth + SLACK) wrong.push(`the page is ${page.scrollWidth} px wide`);

  // Each element holds many texts, so what is asked of it is asked once.
  const once = (ask) => {
    const known = new Map();
    return (element) => known.get(element) ?? known.set(element, ask(element)).get(element);
  };
  const isHidden = once((element) => {
    const { clipPath, clip } = getComputedStyle(element);
    return !element.checkVisibility({ visibilityProperty: true }) || clipPath.startsWith("inset(50%") || clip.startsWith("rect(0");
  });
  const scrolls = once((element) => /auto|scroll/.test(getComputedStyle(element).overflowX));
  const cuts = once((element) => /hidden|clip/.test(getComputedStyle(element).overflow));
  const called = (element) => `<${element.localName} class="${element.className}"> ${element.textContent.trim().slice(0, 60)}`;

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const holders = [];
    for (let each = text.parentElement; each; each = each.parentElement) holders.push(each);
    if (!text.data.trim() || holders.some((each) => isHidden(each)) || holders.some(scrolls)) continue;
    range.selectNodeContents(text);
    for (const { left, right, top, bottom, width } of range.getClientRects()) {
      if (width === 0) continue;
      if (left < -SLACK || right > window.innerWidth + SLACK) wrong.push(`beyond the window: ${called(holders[0])}`);
      const cutting = holders.find((each) => {
        if (!cuts(each)) return false;
        const box = each.getBoundingClientRect();
        return left < box.left - SLACK || right > box.right + SLACK || top < box.top - SLACK || bottom > box.bottom + SLACK;
      });
      if (cutting) wrong.push(`cut off by ${cutting.localName}.${cutting.className}: ${called(holders[0])}`);
    }
  }
  return [...new Set(wrong)];
};
