// How typed words find names: each is the beginning of some word of the name, in any order.

// Scripts that are written without spaces: there a word may begin anywhere.
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const HAS_UNSPACED = new RegExp(`[${UNSPACED}]`, "u");
const BETWEEN = /[^\p{L}\p{M}\p{N}+]+/u;

// A sign that opens a name stands at the beginning, or after what is no letter of a word.
export const OPENS = String.raw`(?<=^|[^\p{L}\p{N}_]|[${UNSPACED}])`;

export function fold(text) {
  // Without accents, whose letters are not at hand on every keyboard.
  const open = text.normalize("NFKD").replace(/[\u0300-\u036f]/gu, "");
  return open.normalize("NFKC").toLocaleLowerCase();
}

export function wordsOf(text) {
  return fold(text).split(BETWEEN).filter(Boolean);
}

export function fits(sought, ...names) {
  return areIn(names.flatMap(wordsOf), wordsOf(sought));
}

// The same for words that are taken apart already, where there are many names.
export function areIn(words, wanted) {
  return wanted.every((one) => words.some((word) => begins(word, one)));
}

// How well: the whole name, its beginning, or only a word of it.
export function closeness(sought, ...names) {
  const typed = fold(sought.trim());
  const folded = names.map(fold);
  if (folded.includes(typed)) return 0;
  return folded.some((name) => name.startsWith(typed)) ? 1 : 2;
}

function begins(word, wanted) {
  return HAS_UNSPACED.test(wanted) ? word.includes(wanted) : word.startsWith(wanted);
}
