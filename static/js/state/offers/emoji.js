// Emoji behind a colon. Their names are loaded when they are first asked for.
import { OPENS } from "../matching.js";

// Two letters at least: ":)" and ":D" are what they are.
const TYPED = new RegExp(`${OPENS}:([\\p{L}\\p{N}+_-]{2,}:?)$`, "u");

export function offerEmoji(state, before) {
  const typed = before.match(TYPED)?.[1];
  if (!typed || !state.emoji) return null;
  const options = state.emoji.search(typed, 12).map(({ glyph, codes }) => ({
    label: `${glyph} :${codes[0]}:`,
    detail: "",
    insert: `${glyph} `,
  }));
  return { start: before.length - typed.length - 1, options };
}

export const wantsEmoji = (before) => TYPED.test(before);

// The emoji whose code is typed to its end, and where it begins; null where none is, or in code.
export function emojiTyped(state, before) {
  const code = before.match(TYPED)?.[1];
  const isInCode = (before.match(/`/gu) ?? []).length % 2 > 0;
  const glyph = code?.endsWith(":") && !isInCode && state.emoji?.coded(code.slice(0, -1));
  return glyph ? { start: before.length - code.length - 1, glyph } : null;
}
