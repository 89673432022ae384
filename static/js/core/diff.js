// What changed between two wordings, word by word.

// Beyond this much work everything counts as changed.
const MOST_CELLS = 4_000_000;
const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

// Pieces of text in order, each "same", "removed" or "added": without those added they are `before`,
// without those removed `after`.
export function changes(before, after) {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  let first = 0;
  while (first < a.length && first < b.length && a[first] === b[first]) first += 1;
  let last = 0;
  while (last < Math.min(a.length, b.length) - first && a.at(-1 - last) === b.at(-1 - last)) last += 1;
  const middle = compared(a.slice(first, a.length - last), b.slice(first, b.length - last));
  return joined([...said("same", a.slice(0, first)), ...middle, ...said("same", last ? a.slice(-last) : [])]);
}

function compared(a, b) {
  if (!a.length || !b.length || a.length * b.length > MOST_CELLS) return [...said("removed", a), ...said("added", b)];
  const { lengths, width } = commonLengths(a, b);
  const found = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) found.push({ kind: "same", text: a[(j++, i++)] });
    else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) found.push({ kind: "removed", text: a[i++] });
    else found.push({ kind: "added", text: b[j++] });
  }
  return [...found, ...said("removed", a.slice(i)), ...said("added", b.slice(j))];
}

// How many words the ends of the two have in common, from each place on.
function commonLengths(a, b) {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const [below, right] = [lengths[(i + 1) * width + j], lengths[i * width + j + 1]];
      lengths[i * width + j] = a[i] === b[j] ? lengths[(i + 1) * width + j + 1] + 1 : Math.max(below, right);
    }
  }
  return { lengths, width };
}

// Neighbours of a kind become one piece, of a change first what is gone.
function joined(pieces) {
  const whole = [];
  let gone = "";
  let come = "";
  const settle = () => {
    if (gone) whole.push({ kind: "removed", text: gone });
    if (come) whole.push({ kind: "added", text: come });
    gone = come = "";
  };
  for (const [place, { kind, text }] of pieces.entries()) {
    const isGap = kind === "same" && /^\s+$/u.test(text) && isBetween(pieces, place, gone, come);
    if (kind !== "added" && (isGap || kind === "removed")) gone += text;
    if (kind !== "removed" && (isGap || kind === "added")) come += text;
    if (kind !== "same" || isGap) continue;
    settle();
    if (whole.at(-1)?.kind === "same") whole.at(-1).text += text;
    else whole.push({ kind, text });
  }
  settle();
  return whole;
}

// Space between two changed words is read as part of one change.
function isBetween(pieces, place, gone, come) {
  const next = pieces[place + 1];
  return Boolean(gone && come && next && next.kind !== "same");
}

function said(kind, words) {
  return words.map((text) => ({ kind, text }));
}

function wordsOf(text) {
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}
