// Looks at the page as it is now, in one go, for each question costs a way to the browser and back.
// `cutOff` and `colours` are the functions of those files. Without `axe`, where it is, no script of the page's own runs:
// then only what needs none is looked at.
({ cutOff, colours, axe: address, rules, passed }) => {
  const seen = { background: getComputedStyle(document.body).backgroundColor, cutOff: cutOff() };
  if (!address) return seen;
  // From an address the browser keeps it, read and compiled; sent with each look it would be read anew for each page.
  const reads = (script) =>
    new Promise((resolve, reject) => {
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(`axe is not at ${address}`)));
      script.src = address;
      document.head.append(script);
    }).finally(() => script.remove());
  const byAxe = async () => {
    if (!window.axe) await reads(document.createElement("script"));
    const ofColours = await colours(passed);
    const violations = rules ? (await axe.run({ resultTypes: ["violations"], ...rules })).violations : [];
    return { ...seen, passed: ofColours.passed, violations: [...violations, ...ofColours.violations] };
  };
  return byAxe();
};
