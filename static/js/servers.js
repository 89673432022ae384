// How the servers run: a plot for each figure with a line for each server, and a table of the same.
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 240;
const HEIGHT = 56;
const MARGIN = 2;
const LINES = 6;
const AGAIN_MS = 5000;
const SILENT = "The server does not answer at the moment. What stands here is older.";

const page = document.querySelector(".servers");
const state = page.querySelector(".servers__state");
const plots = new Map();

const made = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const drawn = (tag, attributes, ...children) => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const line = (points, index) =>
  drawn("polyline", { points: points.join(" "), class: `line line--${index % LINES}` });

const headed = (scope, text) => made("th", { scope, textContent: text });
const cell = (text) => made("td", { textContent: text });

// What there was none of has no value.
const told = (value) =>
  value?.toLocaleString("en", { maximumFractionDigits: value < 10 ? 2 : 0 }) ?? "–";

const titled = ({ title, unit }) => (unit ? `${title} (${unit})` : title);

/** What matters of ten minutes: the highest of a level, all events together. */
function ofAll({ is_level }, values) {
  const known = values.filter((value) => value !== null);
  if (!is_level) return known.reduce((sum, value) => sum + value, 0);
  return known.length ? Math.max(...known) : null;
}

function inWords(figure, values) {
  const all = told(ofAll(figure, values));
  return figure.is_level ? `highest ${all}` : `${all} in ten minutes`;
}

function groupOf(name) {
  const groups = page.querySelector(".servers__plots");
  const known = [...groups.children].find(({ dataset }) => dataset.name === name);
  if (known) return known.lastChild;

  const [head, grid] = [made("h2", { textContent: name }), made("div", { className: "plots" })];
  const section = made("section", {}, head, grid);
  section.dataset.name = name;
  groups.append(section);
  return grid;
}

function plotOf(figure) {
  if (!plots.has(figure.key)) {
    const picture = drawn("svg", {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "img",
      preserveAspectRatio: "none",
    });
    const now = made("span", { className: "plot__now" });
    const all = made("span", { className: "plot__all" });
    const title = made("figcaption", { textContent: titled(figure) });
    groupOf(figure.group).append(made("figure", { className: "plot" }, title, now, picture, all));
    plots.set(figure.key, { picture, now, all });
  }
  return plots.get(figure.key);
}

/** Pieces of a line, broken where there is no value. The newest value stands at the right. */
function pieces(values, most, highest) {
  const found = [[]];
  for (const [place, value] of values.entries()) {
    const x = ((most - values.length + place) / (most - 1)) * WIDTH;
    const y = HEIGHT - MARGIN - (value / (highest || 1)) * (HEIGHT - 2 * MARGIN);
    if (value === null) found.push([]);
    else found.at(-1).push(`${x.toFixed(1)},${y.toFixed(1)}`);
  }
  // One that stands alone is a dot.
  return found.filter(({ length }) => length).map((piece) => (piece[1] ? piece : [piece[0], piece[0]]));
}

function draw(figure, series, most) {
  const { picture, now, all } = plotOf(figure);
  const highest = Math.max(...series.flat());
  now.textContent = series.map((values) => told(values.at(-1))).join(" · ");
  all.textContent = inWords(figure, series.flat());
  picture.setAttribute("aria-label", `${titled(figure)}: now ${now.textContent}, ${all.textContent}`);
  picture.replaceChildren(
    ...series.flatMap((values, index) =>
      pieces(values, most, highest).map((points) => line(points, index)),
    ),
  );
}

function name({ servers }) {
  page.querySelector(".servers__names").replaceChildren(
    ...servers.map(({ id, name }, index) => {
      const box = { viewBox: "0 0 24 8", class: "key", "aria-hidden": "true" };
      const key = drawn("svg", box, line(["0,4", "24,4"], index));
      return made("li", {}, key, made("strong", { textContent: id }), ` ${name}`);
    }),
  );
}

function tell({ figures, servers }, seriesOf) {
  const heads = servers.flatMap(({ id }) => [`${id} now`, `${id} in ten minutes`]);
  const rows = figures.map((figure, index) => {
    const cells = seriesOf(index).flatMap((values) => [told(values.at(-1)), told(ofAll(figure, values))]);
    const what = figure.is_level ? "the highest" : "all together";
    return made("tr", {}, headed("row", titled(figure)), ...[...cells, what].map(cell));
  });
  const columns = ["Figure", ...heads, "Ten minutes are"].map((text) => headed("col", text));
  page
    .querySelector("table")
    .replaceChildren(made("thead", {}, made("tr", {}, ...columns)), made("tbody", {}, ...rows));
}

function unheard(count) {
  if (!count) return "";
  const why = "just begun or ended, or Redis is away";
  return count === 1
    ? `Of one more server nothing is heard: it has ${why}.`
    : `Of ${count} more servers nothing is heard: they have ${why}.`;
}

function say(words) {
  if (state.textContent !== words) state.textContent = words;
}

function show(found) {
  const seriesOf = (index) => found.servers.map(({ points }) => points.map((point) => point[index]));
  say(unheard(found.unheard));
  name(found);
  for (const [index, figure] of found.figures.entries()) draw(figure, seriesOf(index), found.most);
  tell(found, seriesOf);
}

async function look() {
  try {
    const answer = await fetch(page.dataset.figures);
    // Who is signed out, or no operator any more, is told so by the page itself.
    if (answer.redirected || answer.status === 403) return location.reload();
    if (!answer.ok) throw new Error(answer.status);
    show(await answer.json());
  } catch {
    say(SILENT);
  }
  setTimeout(look, AGAIN_MS);
}

look();
