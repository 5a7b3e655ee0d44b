// The small box beside the pointer. It is built from elements: the drawing library's own is text with inline styles, which
// the content security policy forbids.

const element = (name, className, text = "") => Object.assign(document.createElement(name), { className, textContent: text });

/** @param {string} unit @param {(value: number) => string} format @returns what the drawing library calls with its points */
export const tipOf = (unit, format) => (points) => {
  const list = [points].flat();
  const tip = element("div", "chart-tip");
  tip.append(element("p", "chart-tip-title", list[0].axisValueLabel ?? list[0].name));
  for (const { color, seriesName, value } of list) {
    const row = element("p", "chart-tip-row");
    const swatch = element("span", "chart-tip-swatch");
    swatch.style.backgroundColor = color;
    row.append(swatch, element("span", "", seriesName), element("b", "num", `${format(value)}${unit ? ` ${unit}` : ""}`));
    tip.append(row);
  }
  return tip;
};
