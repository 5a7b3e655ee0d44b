// Draws the charts of a page from the data beside each, in the colours of the stylesheet. See niangjia/ui/charts.py.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

import { heightOf, optionOf } from "./chart-options.js";

echarts.use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const drawn = new WeakSet();
const isCalm = matchMedia("(prefers-reduced-motion: reduce)");

function draw(figure) {
  const data = document.getElementById(figure.dataset.chart);
  const canvas = figure.querySelector(".chart-canvas");
  if (!data || !canvas || drawn.has(figure)) return;
  drawn.add(figure);
  const chart = JSON.parse(data.textContent);
  const fit = () => {
    const height = heightOf(chart, canvas.clientWidth);
    if (height) canvas.style.minHeight = `${height}px`;
  };
  fit();
  const drawing = echarts.init(canvas, null, { renderer: "svg" });
  const paint = () => drawing.setOption(optionOf(chart, canvas.clientWidth, getComputedStyle(figure)), { notMerge: true });
  paint();
  drawing.on("click", ({ seriesIndex, dataIndex }) => follow(chart, seriesIndex, dataIndex));
  let [width, height] = [canvas.clientWidth, canvas.clientHeight];
  new ResizeObserver(() => {
    if (canvas.clientWidth === width && canvas.clientHeight === height) return;
    fit();
    [width, height] = [canvas.clientWidth, canvas.clientHeight];
    drawing.resize();
    paint();
  }).observe(canvas);
}

/** A bar, slice or point leads to the list behind it. */
function follow(chart, seriesIndex, dataIndex) {
  const address = chart.series[seriesIndex]?.links?.[dataIndex];
  if (address) location.assign(address);
}

function drawAll() {
  for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
}

isCalm.addEventListener("change", () => location.reload());
document.addEventListener("htmx:after:swap", drawAll);
drawAll();
