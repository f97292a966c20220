// Measures with axe the contrast of all words on the page whose look has not passed before.
// A look is a colour and a size of letters, and everything that is painted behind them.
// `passed`: the looks that have. Returns what axe finds wrong, and the looks that pass now; and those with a picture
// behind them, as a select's arrow, for axe can judge them nowhere.
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

  const known = new Set(passed);
  const written = [...document.body.querySelectorAll("*")].filter((each) => isWritten(each) && isSeen(each));
  const looks = new Map(written.map((each) => [each, look(each)]));
  const times = new Map();
  const isFresh = (each) => {
    const paint = looks.get(each);
    times.set(paint, (times.get(paint) ?? 0) + 1);
    return !known.has(paint) && times.get(paint) <= OF_A_LOOK;
  };
  const fresh = written.filter(isFresh);
  if (!fresh.length) return { violations: [], passed: [] };
  const found = await axe.run({ include: fresh }, { runOnly: ["color-contrast"], elementRef: true });
  const of = (rules) => rules.flatMap((rule) => rule.nodes);
  const onPicture = of(found.incomplete).filter((node) => node.any.some((each) => each.data?.messageKey === "bgImage"));
  const well = [...of(found.passes), ...onPicture].map((node) => looks.get(node.element));
  return { violations: JSON.parse(JSON.stringify(found.violations)), passed: [...new Set(well)].filter(Boolean) };
};
