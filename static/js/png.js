// png.js: saves the drawing of a chart as a picture. The page draws it with its style sheet; the picture takes along what that says,
// as attributes, because a style sheet does not travel with an SVG. Without script the print of the page is the way.

const taken = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "color", "display", "font-size", "font-weight", "font-family", "text-anchor"];
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const svgOf = "http://www.w3.org/2000/svg";

/** A copy of a drawing that looks the same anywhere. */
function alone(svg) {
  const copy = svg.cloneNode(true);
  const from = [svg, ...svg.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((el, i) => {
    const style = getComputedStyle(el);
    for (const name of taken) if (style[name] !== undefined && !(name === "fill" && el.hasAttribute("fill"))) to[i].setAttribute(name, style.getPropertyValue(name));
    to[i].removeAttribute("class");
    to[i].removeAttribute("href");
  });
  return copy;
}

/** All drawings of a chart below each other, with its name on top. */
function picture(frame) {
  const figure = frame.querySelector("[data-drawing]");
  const drawings = [...figure.querySelectorAll("[data-svg]")];
  const width = Math.ceil(figure.getBoundingClientRect().width), edge = 16;
  const whole = document.createElementNS(svgOf, "svg");
  let y = edge + 26;
  const text = (x, at, words, weight, size) => {
    const el = document.createElementNS(svgOf, "text");
    for (const [name, value] of Object.entries({ x, y: at, fill: css("--text"), "font-family": "system-ui, sans-serif", "font-size": size, "font-weight": weight })) el.setAttribute(name, value);
    el.textContent = words;
    whole.append(el);
  };
  const ground = document.createElementNS(svgOf, "rect");
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: css("--surface") })) ground.setAttribute(name, value);
  whole.append(ground);
  text(edge, edge + 14, figure.dataset.drawing, 650, 15);
  for (const svg of drawings) {
    const copy = alone(svg), box = svg.getBoundingClientRect();
    for (const [name, value] of Object.entries({ x: edge + box.left - figure.getBoundingClientRect().left, y, overflow: "visible", width: box.width, height: box.height })) copy.setAttribute(name, value);
    whole.append(copy);
    y += box.height + 8;
  }
  let x = edge;
  for (const item of figure.querySelectorAll(".plot-legend li")) {
    const swatch = alone(item.querySelector("svg")), wide = item.getBoundingClientRect().width + 16;
    if (x > edge && x + wide > width + edge) [x, y] = [edge, y + 20];
    swatch.setAttribute("x", x);
    swatch.setAttribute("y", y);
    whole.append(swatch);
    text(x + 34, y + 10, item.textContent.trim(), 400, 12);
    x += wide;
  }
  const size = { width: width + 2 * edge, height: y + (x > edge ? 20 : 0) + edge };
  whole.setAttribute("width", size.width);
  whole.setAttribute("height", size.height);
  return { text: new XMLSerializer().serializeToString(whole), ...size };
}

/** Paints a drawing at twice its size and hands it over as a file. */
async function save(frame) {
  const { text, width, height } = picture(frame);
  const img = new Image();
  img.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  await img.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * 2, height: height * 2 });
  const ctx = canvas.getContext("2d");
  ctx.scale(2, 2);
  ctx.drawImage(img, 0, 0, width, height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const url = URL.createObjectURL(blob);
  const name = frame.querySelector("[data-drawing]").dataset.drawing.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase() || "chart";
  const a = Object.assign(document.createElement("a"), { href: url, download: name + ".png" });
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const offer = (root) => root.querySelectorAll?.("[data-png]").forEach((button) => (button.hidden = false));
offer(document);
document.addEventListener("htmx:after:swap", () => offer(document));
document.addEventListener("click", (e) => {
  const button = e.target.closest?.("[data-png]");
  if (button) save(document.getElementById(button.dataset.png));
});
