// chart.js: draws the table of an answer as a chart, when its first column is a time or a name and others are numbers. Without
// it the table stands alone; with it the table stays, and has every number. Lines differ by dashes and carry their names, so that
// colour is not all that tells them apart. Where the figure names a form (data-brush), dragging narrows its time; where a line of
// the table has an address, a click goes there; a list of moments (data-marks) stands as upright lines.

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

/** The rows in the order in which they are drawn. */
function rowsOf(table, kind) {
  const rows = [...table.tBodies[0].rows];
  if (kind !== "time") return rows;
  return rows.filter((r) => r.cells[0].dataset.plot !== undefined).sort((a, b) => a.cells[0].dataset.plot - b.cells[0].dataset.plot);
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

const short = (name, most = 16) => (name.length > most ? name.slice(0, most - 1) + "…" : name);

/** Days as Sep 24, hours as 14:00, in the zone that the answer was computed in. */
function dates(zone) {
  const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
  const day = format({ day: "numeric", month: "short" }), month = format({ month: "short", year: "numeric" }), hour = format({ hour: "2-digit", minute: "2-digit" });
  const at = (t, step) => (step >= 2419200 ? month : step >= 86400 || hour.format(t * 1000) === "00:00" ? day : hour).format(t * 1000);
  return (u, splits, axis, space, step) => splits.map((t) => at(t, step));
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
    dash: bars || labels.length < 2 ? undefined : dashes[i], points: { show: !bars && data[0].length < 62, size: 5 }, paths: bars ? side(i, labels.length) : undefined,
    value: (u, v) => (v === null || v === undefined ? "–" : v.toLocaleString("en-US", { maximumFractionDigits: 4 })),
  }));
  return [{
    width, height: crowded ? 320 : 260, padding: [null, bars ? null : endRoom(width, labels) || null, null, null],
    scales: { x: { time: !bars, range: bars ? (u, min, max) => [min - 0.6, max + 0.6] : undefined }, y: { range: zero }, other: { range: zero } },
    axes: [x, { ...axis, size: 60 }, ...(scale.includes("other") ? [{ ...axis, scale: "other", side: 1, grid: { show: false }, size: 60 }] : [])],
    series: [{ label: table.tHead.rows[0].cells[0].textContent, value: (u, v, s, i) => (i === null || i === undefined ? "–" : names[i] ?? "") }, ...series],
    cursor: { drag: { x: Boolean(figure.dataset.brush), y: false, setScale: false } },
    hooks: {
      draw: bars ? [] : [marks(document.getElementById(figure.dataset.marks)), nameEnds],
      setSelect: figure.dataset.brush ? [narrow(document.getElementById(figure.dataset.brush), zone)] : [],
      init: [opens(table, rowsOf(table, kind))],
    },
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zone),
  }, data];
}

const dashes = [[], [7, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 4], [12, 4], [3, 6]];

/** Draws the moments of a list as upright lines with their names. */
function marks(list) {
  const at = [...(list?.children ?? [])].map((li) => ({ x: Number(li.dataset.at), name: li.dataset.name })).filter((m) => m.x);
  return (u) => {
    const { ctx, bbox } = u, ratio = devicePixelRatio;
    ctx.save();
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = "left"; // the axes leave it at the centre
    ctx.textBaseline = "alphabetic";
    ctx.strokeStyle = ctx.fillStyle = css("--text-2");
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    let free = -Infinity;
    for (const m of at) {
      const x = Math.round(u.valToPos(m.x, "x", true));
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      if (x < free) continue; // its name would stand on the one before; the list has it
      const name = short(m.name), wide = ctx.measureText(name).width;
      const left = Math.min(x + 4 * ratio, bbox.left + bbox.width - wide);
      ctx.fillText(name, left, bbox.top + 11 * ratio);
      free = left + wide + 6 * ratio;
    }
    ctx.restore();
  };
}

const endMost = 24; // letters
const endFont = (ratio) => `600 ${11 * ratio}px system-ui, sans-serif`;
const pen = document.createElement("canvas").getContext("2d");

/** Is how much room the names of lines take at their ends, in pixels. */
function endRoom(width, labels) {
  if (width <= 620 || labels.length < 2) return 0;
  pen.font = endFont(1);
  return Math.ceil(Math.max(...labels.map((label) => pen.measureText(short(label, endMost)).width))) + 12;
}

/** Writes the names of lines at their ends, apart from each other. */
function nameEnds(u) {
  if (u.width <= 620 || u.series.length < 3) return;
  const { ctx, bbox } = u, ratio = devicePixelRatio, line = 13 * ratio, ends = [];
  for (let i = 1; i < u.series.length; i++) {
    const last = u.data[i].findLastIndex((v) => v !== null && v !== undefined);
    if (last >= 0) ends.push({ i, x: u.valToPos(u.data[0][last], "x", true), y: u.valToPos(u.data[i][last], u.series[i].scale, true) });
  }
  ends.sort((a, b) => a.y - b.y);
  ctx.save();
  ctx.font = endFont(ratio);
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  let free = bbox.top;
  for (const end of ends) free = (end.at = Math.max(end.y + 4 * ratio, free)) + line;
  free = bbox.top + bbox.height + 8 * ratio;
  for (const end of ends.toReversed()) free = (end.at = Math.min(end.at, free)) - line;
  for (const end of ends) {
    ctx.fillStyle = css(palette[end.i - 1]);
    ctx.fillText(short(u.series[end.i].label.replace(" (right)", ""), endMost), bbox.left + bbox.width + (u.series.some((s) => s.scale === "other") ? 44 : 6) * ratio, end.at);
  }
  ctx.restore();
}

/** Narrows the time of a form to what was drawn over a chart of it. */
function narrow(form, zone) {
  const field = (at) => {
    const p = Object.fromEntries(new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" })
      .formatToParts(new Date(at * 1000)).map((part) => [part.type, part.value]));
    return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
  };
  return (u) => {
    if (u.select.width < 8) return;
    const x = u.data[0], step = x.length > 1 ? x[1] - x[0] : 3600;
    form.elements.from.value = field(u.posToVal(u.select.left, "x"));
    form.elements.to.value = field(Math.min(u.posToVal(u.select.left + u.select.width, "x"), x.at(-1)) + step);
    form.elements.range?.remove();
    form.requestSubmit();
  };
}

/** Goes to the traces of the place that was clicked. */
function opens(table, rows) {
  return (u) => u.over.addEventListener("click", () => {
    const url = rows[u.cursor.idx]?.cells[0].dataset.url;
    if (url && u.select.width < 8) location.assign(url);
  });
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
  for (const media of ["(prefers-color-scheme: dark)", "print"]) matchMedia(media).addEventListener("change", again);
}

for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
