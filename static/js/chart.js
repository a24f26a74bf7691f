// chart.js: draws the table of an answer as a chart, when its first column is a time or a name and others are numbers. Without
// it the table stands alone; with it the table stays, and has every number.

const most = 8; // lines; more are told from the table
const palette = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5", "--chart-6", "--chart-7", "--chart-8"];
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Reads the table: the places on the axis, their names, and one list of numbers a measure. */
function read(table, kind) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const measures = heads.map((th, i) => i).filter((i) => heads[i].hasAttribute("data-measure") && rows.some((r) => r.cells[i].dataset.plot)).slice(0, most);
  const axis = rows.map((r, i) => (kind === "time" ? Number(r.cells[0].dataset.plot) : i));
  const kept = rows.map((r, i) => i).filter((i) => kind !== "time" || rows[i].cells[0].dataset.plot !== undefined);
  if (kind === "time") kept.sort((a, b) => axis[a] - axis[b]);
  const numbers = (i) => kept.map((k) => (rows[k].cells[i].dataset.plot === undefined ? null : Number(rows[k].cells[i].dataset.plot)));
  return { names: kept.map((k) => rows[k].cells[0].textContent.trim()), labels: measures.map((i) => heads[i].textContent), data: [kept.map((k) => axis[k]), ...measures.map(numbers)] };
}

/** Measures that are small beside the largest get an axis of their own, so that a rate is not flat below a count. */
function scales(data) {
  const top = data.slice(1).map((list) => Math.max(...list.map((v) => Math.abs(v ?? 0))));
  return top.map((t) => (t > 0 && t < Math.max(...top) / 20 ? "other" : "y"));
}

/** Bars of one name stand side by side. */
function side(i, n) {
  const width = 0.8 / n;
  return uPlot.paths.bars({ disp: {
    x0: { unit: 1, values: (u) => u.data[0].map((x) => x - 0.4 + i * width) },
    size: { unit: 1, values: (u) => u.data[0].map(() => width * 0.94) },
  } });
}

const short = (name) => (name.length > 16 ? name.slice(0, 15) + "…" : name);

/** Days as Sep 24, hours as 14:00, in the zone that the answer was computed in. */
function dates(zone) {
  const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
  const day = format({ day: "numeric", month: "short" }), month = format({ month: "short", year: "numeric" }), hour = format({ hour: "2-digit", minute: "2-digit" });
  return (u, splits, axis, space, step) => splits.map((at) => (step >= 2419200 ? month : step >= 86400 ? day : hour).format(at * 1000));
}

function options(figure, table, width) {
  const kind = figure.dataset.chart, zone = figure.dataset.zone;
  const { names, labels, data } = read(table, kind);
  const scale = scales(data);
  const bars = kind === "category";
  const grid = { stroke: css("--border"), width: 1 };
  const axis = { stroke: css("--text-2"), grid, ticks: grid, font: "12px system-ui, sans-serif" };
  const crowded = bars && names.length * 110 > width - 120;
  const x = bars
    ? { ...axis, splits: () => data[0], values: (u, splits) => splits.map((v) => short(names[v] ?? "")), grid: { show: false }, rotate: crowded ? -40 : 0, size: crowded ? 100 : 40 }
    : { ...axis, values: dates(zone), space: 70 };
  const series = labels.map((label, i) => ({
    label: scale[i] === "other" ? label + " (right)" : label, scale: scale[i], stroke: css(palette[i]), width: bars ? 1 : 2, fill: bars ? css(palette[i]) + "55" : undefined,
    points: { show: !bars && data[0].length < 60 }, paths: bars ? side(i, labels.length) : undefined,
    value: (u, v) => (v === null || v === undefined ? "–" : v.toLocaleString("en-US", { maximumFractionDigits: 4 })),
  }));
  return [{
    width, height: crowded ? 320 : 260,
    scales: { x: { time: !bars, range: bars ? (u, min, max) => [min - 0.6, max + 0.6] : undefined }, y: { range: zero }, other: { range: zero } },
    axes: [x, { ...axis, size: 60 }, ...(scale.includes("other") ? [{ ...axis, scale: "other", side: 1, grid: { show: false }, size: 60 }] : [])],
    series: [{ label: table.tHead.rows[0].cells[0].textContent, value: (u, v, s, i) => (i === null || i === undefined ? "–" : names[i] ?? "") }, ...series],
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zone),
  }, data];
}

/** Counts and rates are read from zero. */
function zero(u, min, max) {
  const low = Math.min(0, min ?? 0), high = Math.max(0, max ?? 0);
  return low === high ? [0, 1] : [low - (low < 0 ? (high - low) * 0.05 : 0), high + (high - low) * 0.05];
}

function draw(figure) {
  const table = document.getElementById(figure.dataset.from);
  if (!table || !globalThis.uPlot) return;
  figure.hidden = false;
  const place = figure.querySelector("[data-plot]");
  let plot;
  const again = () => {
    plot?.destroy();
    plot = new uPlot(...options(figure, table, place.clientWidth), place);
    place.querySelector("canvas").setAttribute("aria-hidden", "true");
  };
  again();
  new ResizeObserver(() => plot.width !== place.clientWidth && plot.setSize({ width: place.clientWidth, height: plot.height })).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
}

for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
