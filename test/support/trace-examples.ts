const series = (length: number, value: (index: number) => number) => Array.from({ length }, (_, index) => value(index))
const surface = series(12, (i) => i).map((i) => series(15, (j) => Math.sin(i / 3) * Math.cos(j / 4)))
const parts = {
  labels: ["cortex", "V1", "M1", "CA1"],
  parents: ["", "cortex", "cortex", "cortex"],
  values: [0, 5, 3, 2],
}
const axes = { a: [4, 4, 4, 5, 5, 5, 6, 6, 6], b: [1, 2, 3, 1, 2, 3, 1, 2, 3] }
const carpet = {
  type: "carpet",
  ...axes,
  x: [2, 3, 4, 2.2, 3.1, 4.1, 1.5, 2.5, 3.5],
  y: [2, 3.5, 4, 3, 4.5, 5, 5.5, 6.5, 7.5],
}

/** A figure for every type of trace that is drawn without a browser, by its name. */
export const drawnByUs: Readonly<Record<string, readonly object[]>> = {
  bar: [{ type: "bar", x: ["bias", "static", "rule"], y: [0.66, 0.63, 0.48], marker: { pattern: { shape: "/" } } }],
  barpolar: [{ type: "barpolar", r: [1, 2, 3], theta: [0, 90, 200] }],
  box: [{ type: "box", y: series(30, (i) => (i * i) % 17), boxpoints: "all" }],
  candlestick: [{ type: "candlestick", x: [1, 2], open: [1, 2], close: [2, 1], high: [3, 3], low: [0, 0] }],
  carpet: [carpet],
  contour: [{ type: "contour", z: surface, line: { smoothing: 0.85 }, contours: { showlabels: true } }],
  contourcarpet: [carpet, { type: "contourcarpet", ...axes, z: [1, 2, 3, 4, 5, 6, 7, 8, 9] }],
  funnel: [{ type: "funnel", y: ["seen", "chosen", "kept"], x: [10, 6, 2] }],
  funnelarea: [{ type: "funnelarea", labels: ["seen", "chosen", "kept"], values: [10, 6, 2] }],
  heatmap: [{ type: "heatmap", z: surface, colorscale: "Viridis" }],
  histogram: [{ type: "histogram", x: [1, 1, 2, 3, 3, 3] }],
  histogram2d: [{ type: "histogram2d", x: [1, 2, 3], y: [1, 2, 2] }],
  histogram2dcontour: [
    { type: "histogram2dcontour", x: series(50, (i) => (i * i) % 17), y: series(50, (i) => (i * 3) % 13) },
  ],
  icicle: [{ type: "icicle", ...parts }],
  image: [{ type: "image", z: series(5, (i) => i).map((i) => series(6, (j) => j).map((j) => [i * 40, j * 40, 100])) }],
  indicator: [{ type: "indicator", mode: "gauge+number", value: 42 }],
  ohlc: [{ type: "ohlc", x: [1, 2], open: [1, 2], close: [2, 1], high: [3, 3], low: [0, 0] }],
  parcats: [
    {
      type: "parcats",
      dimensions: [
        { label: "rule", values: ["a", "b", "a"] },
        { label: "task", values: ["c", "c", "d"] },
      ],
    },
  ],
  pie: [{ type: "pie", labels: ["left", "right"], values: [1, 2] }],
  sankey: [
    { type: "sankey", node: { label: ["V1", "M1", "CA1"] }, link: { source: [0, 1], target: [2, 2], value: [1, 2] } },
  ],
  scatter: [
    {
      type: "scatter",
      mode: "lines+markers+text",
      x: [1, 2, 3],
      y: [1, 3, 2],
      text: ["α", "<b>bold</b><br>x<sub>2</sub>", "−3"],
    },
    { y: [2, 1, 1], fill: "tozeroy", line: { dash: "dash" }, error_y: { array: [0.1, 0.2, 0.3] }, name: "with errors" },
  ],
  scattercarpet: [carpet, { type: "scattercarpet", a: [4, 5, 6], b: [1, 2, 3], mode: "markers" }],
  scattergl: [{ type: "scattergl", mode: "markers", y: series(40, (i) => (i * 7) % 11) }],
  scatterpolar: [{ type: "scatterpolar", r: [1, 2, 3], theta: [0, 90, 200], mode: "lines+markers" }],
  scatterpolargl: [{ type: "scatterpolargl", r: [1, 2, 3], theta: [0, 90, 200], mode: "markers" }],
  scattersmith: [{ type: "scattersmith", real: [0.5, 1, 2], imag: [0.5, -1, 2] }],
  scatterternary: [{ type: "scatterternary", a: [1, 2, 3], b: [3, 1, 2], c: [1, 2, 2], mode: "markers" }],
  sunburst: [{ type: "sunburst", ...parts }],
  table: [
    {
      type: "table",
      header: { values: ["mouse", "trials"] },
      cells: {
        values: [
          ["KS014", "KS015"],
          [310, 417],
        ],
      },
    },
  ],
  treemap: [{ type: "treemap", ...parts }],
  violin: [{ type: "violin", y: series(30, (i) => (i * i) % 17), box: { visible: true } }],
  waterfall: [{ type: "waterfall", x: ["bias", "history", "rule"], y: [10, -6, 2] }],
}

/** A figure for types of trace that need WebGL, by its name. */
export const drawnByBrowsers: Readonly<Record<string, readonly object[]>> = {
  scatter3d: [{ type: "scatter3d", mode: "markers", x: [1, 2, 3], y: [1, 3, 2], z: [1, 2, 3] }],
  surface: [{ type: "surface", z: surface }],
}
