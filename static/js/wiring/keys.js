// Keys that mean the same all over the page.
import { isForTyping, meaningOf } from "../state/shortcuts.js";

// Where the focus goes in each part of the page: to the first of these that is there.
const REGIONS = [
  ["nav .rooms__link[aria-current]", "nav .rooms__link"],
  [".timeline__scroll"],
  ["#message"],
  [".people .person:not(:disabled)", ".people button:not(:disabled)"],
];
const PARTS = "nav, chat-timeline, chat-composer, chat-people";

// `answers` has a function for each thing that a key does.
export function listenForKeys(state, answers) {
  // Before the field takes a character for one that is to be written.
  document.addEventListener(
    "keydown",
    (event) => {
      if (!isForTyping(event) && event.target.closest?.("input, textarea, select")) return;
      const does = meaningOf(event, undefined, state.settings);
      if (!does || isInWindow(does)) return;
      event.preventDefault();
      event.stopPropagation();
      answers[does]();
    },
    true,
  );
}

// The next part of the page that is there, round about.
export function turnRegion(step) {
  const regions = REGIONS.map(firstVisible).filter(Boolean);
  const at = regions.findIndex((one) => one.closest(PARTS).contains(document.activeElement));
  const from = at < 0 && step < 0 ? 0 : at;
  regions[(from + step + regions.length) % regions.length]?.focus();
}

function firstVisible(selectors) {
  const all = selectors.flatMap((one) => [...document.querySelectorAll(one)]);
  return all.find((one) => one.checkVisibility());
}

// A window that asks for something is answered first.
function isInWindow(does) {
  const open = document.querySelector("dialog[open]");
  return open && { switch: "switcher", sheet: "shortcuts" }[does] !== open.id;
}
