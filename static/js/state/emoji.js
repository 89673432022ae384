// Emoji by their names. Loaded when somebody first looks for one, as it is long.
import { data } from "./emoji-data.js";
import { areIn, closeness, wordsOf } from "./matching.js";

const all = Object.entries(data).map(([name, rows]) => ({
  name,
  emoji: rows.trim().split("\n").map(read),
}));
const flat = all.flatMap(({ emoji }) => emoji);
const byGlyph = new Map(flat.map((one) => [one.glyph, one]));
const byCode = new Map(flat.flatMap(({ glyph, codes }) => codes.map((code) => [code, glyph])));

// [{ name, emoji: [{ glyph, codes, name }] }], in the order in which people know them.
export const groups = () => all;

export const named = (glyph) => byGlyph.get(glyph) ?? null;

export const coded = (code) => byCode.get(code.toLowerCase()) ?? null;

// Those that fit the typed words, the closest first.
export function search(text, most = 60) {
  const sought = text.replace(/:$/u, "").replaceAll("_", " ");
  const wanted = wordsOf(sought);
  if (!wanted.length) return [];
  return flat
    .filter(({ words }) => areIn(words, wanted))
    .map((one) => ({ one, far: farness(one, sought, wanted) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, most)
    .map(({ one }) => one);
}

// What is called so comes before what only has to do with it, and short names before long ones.
function farness({ codes, called }, sought, wanted) {
  const names = codes.map((code) => code.replaceAll("_", " "));
  const isCalledSo = areIn(called, wanted);
  return (isCalledSo ? 0 : 10) + closeness(sought, ...names) + Math.min(codes[0].length, 50) / 100;
}

function read(row) {
  const [glyph, codes, name, more] = row.split("|");
  const called = wordsOf(`${name} ${codes.replaceAll("_", " ")}`);
  return { glyph, codes: codes.split(" "), name, called, words: [...called, ...wordsOf(more)] };
}
