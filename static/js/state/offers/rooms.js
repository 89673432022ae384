// Groups behind a #: one's own, then the open ones that this page knows.
import { closeness, fits, fold, OPENS } from "../matching.js";

const TYPED = new RegExp(`${OPENS}#((?:[^\\s#][^\\n#]{0,60})?)$`, "u");

export function offerRooms(state, before) {
  const typed = before.match(TYPED)?.[1];
  if (typed === undefined) return null;
  const own = [...state.rooms.values()].filter(({ kind }) => kind === "group").map(({ name }) => name);
  const open = state.groups.map(({ name }) => name).filter((name) => !own.includes(name));
  const options = [...own.map((name) => [name, "yours"]), ...open.map((name) => [name, "open"])]
    .filter(([name]) => fits(typed, name) && !isWritten(name, typed))
    .sort(([a], [b]) => closeness(typed, a) - closeness(typed, b))
    .map(([name, detail]) => ({ label: `#${name}`, detail, insert: `#${name} ` }));
  return { start: before.length - typed.length - 1, options };
}

export const wantsRooms = (before) => TYPED.test(before);

function isWritten(name, typed) {
  return fold(`${typed} `).startsWith(`${fold(name)} `);
}
