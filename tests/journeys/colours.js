// Measures with axe whatever depends on colours, where it looks as nothing looked that has passed before: the contrast of
// all words, and whether links in a text can be told from it.
// The look of words is a colour and a size of letters, and everything that is painted behind them; that of a link in a
// text is its own with what is drawn round it, and the same of what it stands in.
// `passed`: the looks that have, each by a number made of it. Returns what axe finds wrong, and the looks that pass now;
// and those with a picture behind them, as a select's arrow, for axe can judge them nowhere.
async (passed) => {
  const OF_A_LOOK = 3; // of a look that has not passed yet, so many are measured
  // Many elements share what lies behind them, so it is kept by element: where it shows, and where it is painted over.
  const kept = { false: new Map(), true: new Map() };
  const behind = (element, covered = false) => {
    if (!element) return [];
    const known = kept[covered];
    if (!known.has(element)) {
      const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode, position } = getComputedStyle(element);
      const painted = [covered ? "" : `${backgroundColor} ${backgroundImage}`, `${opacity} ${filter} ${mixBlendMode}`];
      const isCovered = covered || backgroundColor.startsWith("rgb(");
      // What stands out of the flow may lie on anything, unless it is painted over: its look is that place alone.
      if (!isCovered && /absolute|fixed/.test(position)) painted.push(location.href, element.outerHTML);
      const seen = painted.filter((paint) => !["", "1 none normal", "rgba(0, 0, 0, 0) none"].includes(paint));
      known.set(element, [...seen, ...behind(element.parentElement, isCovered)]);
    }
    return known.get(element);
  };
  const look = (element) => {
    const { color, fontSize, fontWeight, textShadow, webkitTextStroke } = getComputedStyle(element);
    return [color, fontSize, fontWeight, textShadow, webkitTextStroke, ...behind(element)].join("; ");
  };
  const drawn = (element) => {
    const { display, fontFamily, fontStyle, textDecoration, border, outline, backgroundImage } = getComputedStyle(element);
    return [look(element), display, fontFamily, fontStyle, textDecoration, border, outline, backgroundImage].join("; ");
  };
  // What a link stands in goes up to the first element that begins lines of its own: in a text, some words are no link's.
  const standsIn = (link) => {
    const around = [];
    for (let each = link; each; each = each.parentElement) {
      around.push(each);
      if (each !== link && /^(block|list-item|table|flex|grid)/.test(getComputedStyle(each).display)) break;
    }
    return around;
  };
  const isInText = (link, around) => {
    const words = document.createTreeWalker(around.at(-1), NodeFilter.SHOW_TEXT);
    while (words.nextNode()) if (words.currentNode.data.trim() && !words.currentNode.parentElement.closest("a[href]")) return true;
    return false;
  };
  const pseudo = (link) => ["::before", "::after"].map((part) => getComputedStyle(link, part).content);
  const lookOfLink = (link) => {
    if (/^(block|list-item|table|flex|grid|inline-)/.test(getComputedStyle(link).display)) return null; // a box of its own
    const around = standsIn(link);
    return isInText(link, around) ? ["link", ...around.map(drawn), ...pseudo(link)].join(" | ") : null;
  };
  const isWritten = (element) =>
    element.matches("input:not([type=checkbox], [type=radio], [type=hidden]), textarea, select") ||
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const clipped = new Map([[null, false]]);
  const isClipped = (element) => {
    if (!clipped.has(element)) {
      const { clip, clipPath } = getComputedStyle(element);
      const itself = clip.startsWith("rect(0") || clipPath.startsWith("inset(50%");
      clipped.set(element, itself || isClipped(element.parentElement));
    }
    return clipped.get(element);
  };
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && !isClipped(element);
  // A number of fifty bits, out of two sums that mix the letters differently: thousands of looks never share one.
  const numbers = new Map();
  const number = (text) => {
    if (!numbers.has(text)) {
      let [one, other] = [17, 71];
      for (let index = 0; index < text.length; index += 1) {
        const letter = text.charCodeAt(index);
        one = Math.imul(one ^ letter, 0x2c1b3c6d) ^ (one >>> 15);
        other = Math.imul(other + letter, 0x297a2d39) ^ (other >>> 13);
      }
      numbers.set(text, (one & 0x1ffffff) * 0x2000000 + (other & 0x1ffffff));
    }
    return numbers.get(text);
  };

  const known = new Set(passed);
  const [looks, times] = [{ "color-contrast": new Map(), "link-in-text-block": new Map() }, new Map()];
  const isFresh = (rule, element, paint) => {
    looks[rule].set(element, number(paint));
    times.set(paint, (times.get(paint) ?? 0) + 1);
    return !known.has(number(paint)) && times.get(paint) <= OF_A_LOOK;
  };
  const fresh = [...document.body.querySelectorAll("*")].filter((each) => {
    const [isWords, isLink] = [isWritten(each), each.matches("a[href], [role=link]")];
    if ((!isWords && !isLink) || !isSeen(each)) return false;
    const [words, link] = [isWords && look(each), isLink && lookOfLink(each)];
    return [words && isFresh("color-contrast", each, words), link && isFresh("link-in-text-block", each, link)].some(Boolean);
  });
  if (!fresh.length) return { violations: [], passed: [] };
  const found = await axe.run({ include: fresh }, { runOnly: Object.keys(looks), elementRef: true });
  const isOnPicture = (node) => node.any.some((each) => each.data?.messageKey === "bgImage");
  const looksOf = (rules, is) => rules.flatMap(({ id, nodes }) => nodes.filter(is).map((node) => looks[id].get(node.element)));
  const well = [...looksOf(found.passes, () => true), ...looksOf(found.incomplete, isOnPicture)];
  return { violations: JSON.parse(JSON.stringify(found.violations)), passed: [...new Set(well)].filter(Boolean) };
};
