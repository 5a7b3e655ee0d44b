// A chart of ours (kind, labels, series) as an option of the drawing library.

import { tipOf } from "./chart-tip.js";

const BAR_HEIGHT = 36;
const LEGEND_LINE = 24;
const PHONE = 420;

const isLying = ({ kind }) => kind === "bars" || kind === "stacked";

/** Chinese characters are about twice as wide as Latin ones. */
const widthOf = (text) => [...text].reduce((sum, sign) => sum + (sign > "\u2e80" ? 13 : 7), 0);

/** How high the legend above a drawing becomes; it breaks into lines on phones. */
function legendHeight({ series }, width) {
  if (series.length < 2) return 0;
  let lines = 1;
  let filled = 0;
  for (const { name } of series) {
    const item = widthOf(name) + 28;
    if (filled + item > width) [lines, filled] = [lines + 1, 0];
    filled += item;
  }
  return lines * LEGEND_LINE + 8;
}

/** Lying bars need room for each label; other kinds take the height of the stylesheet (0). */
export const heightOf = (chart, width) =>
  isLying(chart) ? chart.labels.length * BAR_HEIGHT + legendHeight(chart, width) + (chart.kind === "bars" ? 8 : 32) : 0;

export function optionOf(chart, width, style) {
  const read = (name) => style.getPropertyValue(name).trim();
  const look = {
    ink: read("--ink"),
    soft: read("--ink-soft"),
    line: read("--line-soft"),
    sheet: read("--sheet"),
    font: style.fontFamily,
    colours: [1, 2, 3, 4, 5, 6, 7].map((number) => read(`--chart-${number}`)),
    isNarrow: width < PHONE,
    above: legendHeight(chart, width) || 8,
  };
  const shape = chart.kind === "ring" ? ring(chart, look) : axes(chart, look);
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 350,
    color: look.colours,
    textStyle: { fontFamily: look.font, color: look.soft },
    tooltip: tooltip(chart, look),
    legend: legend(chart, look),
    ...shape,
  };
}

const tooltip = (chart, look) => ({
  trigger: chart.kind === "ring" ? "item" : "axis",
  axisPointer: { type: chart.kind === "line" ? "line" : "shadow", shadowStyle: { color: "rgba(44,106,75,0.06)" } },
  confine: true,
  borderWidth: 0,
  padding: 0,
  formatter: tipOf(chart.unit, format),
});

const legend = (chart, look) => ({
  show: chart.series.length > 1 || chart.kind === "ring",
  type: "plain",
  ...(chart.kind === "ring" && !look.isNarrow ? { orient: "vertical", left: "64%", top: "middle" } : { left: 0, top: 0 }),
  itemWidth: 10,
  itemHeight: 10,
  itemGap: 14,
  icon: "roundRect",
  data: chart.kind === "ring" ? chart.labels : undefined,
  textStyle: { color: look.soft, fontSize: 13, fontFamily: look.font },
});

function axes(chart, look) {
  const lies = isLying(chart);
  const room = Math.min(Math.max(...chart.labels.map(widthOf)) + 8, look.isNarrow ? 112 : 184);
  const words = { color: look.soft, fontSize: 13, fontFamily: look.font };
  const category = {
    type: "category",
    data: chart.labels,
    inverse: lies,
    axisLine: { lineStyle: { color: look.line } },
    axisTick: { show: false },
    axisLabel: { ...words, ...(lies ? { width: room, overflow: "break", lineHeight: 16 } : { hideOverlap: true }) },
  };
  const value = {
    type: "value",
    minInterval: 1,
    max: chart.max || null,
    splitNumber: look.isNarrow ? 3 : 5,
    splitLine: { lineStyle: { color: look.line } },
    axisLabel: { ...words, show: chart.kind !== "bars", formatter: format },
  };
  return {
    grid: { left: 0, right: lies ? 40 : 12, top: look.above, bottom: 0, containLabel: true },
    [lies ? "yAxis" : "xAxis"]: category,
    [lies ? "xAxis" : "yAxis"]: { ...value, splitLine: { ...value.splitLine, show: chart.kind !== "bars" } },
    series: chart.series.map((series) => line(chart, series, look)),
  };
}

function line(chart, { name, values, links }, look) {
  const cursor = links?.some(Boolean) ? "pointer" : "default";
  if (chart.kind === "line") {
    return { type: "line", name, data: values, cursor, symbolSize: 6, lineStyle: { width: 2.5 }, smooth: 0.2 };
  }
  const isStacked = chart.kind === "stacked";
  return {
    type: "bar",
    name,
    data: values,
    cursor,
    stack: isStacked ? "all" : undefined,
    barMaxWidth: 24,
    barCategoryGap: "46%",
    itemStyle: isStacked ? { borderColor: look.sheet, borderWidth: 0.75 } : { borderRadius: chart.kind === "bars" ? [0, 4, 4, 0] : [4, 4, 0, 0] },
    label: { show: chart.kind === "bars", position: "right", color: look.soft, fontSize: 13, fontFamily: look.font, formatter: ({ value }) => format(value) },
  };
}

function ring({ labels, series }, look) {
  const [{ name, values, links }] = series;
  const center = look.isNarrow ? ["50%", "58%"] : ["32%", "50%"];
  const total = values.reduce((sum, value) => sum + value, 0);
  return {
    series: [
      {
        type: "pie",
        name,
        radius: ["52%", "78%"],
        center,
        data: labels.map((label, index) => ({ name: label, value: values[index] })),
        cursor: links?.some(Boolean) ? "pointer" : "default",
        label: { show: false },
        itemStyle: { borderColor: look.sheet, borderWidth: 2 },
      },
      {
        type: "pie",
        radius: [0, 0],
        center,
        silent: true,
        tooltip: { show: false },
        data: [{ value: total, name: "" }],
        label: { position: "center", formatter: format(total), color: look.ink, fontSize: 26, fontWeight: 600, fontFamily: look.font },
      },
    ],
  };
}

const format = (value) => (typeof value === "number" ? value.toLocaleString("en-US") : value);
