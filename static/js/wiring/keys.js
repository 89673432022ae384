// Keys that mean the same all over the page.
import { isForTyping, meaningOf } from "../state/shortcuts.js";

const REGIONS = ["nav .rooms__link[aria-current], nav .rooms__link", ".timeline__scroll", "#message", ".people :is(.person:not(:disabled), button)"];

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
  const regions = REGIONS.map((one) => [...document.querySelectorAll(one)].find((element) => element.checkVisibility())).filter(Boolean);
  const parts = regions.map((one) => one.closest("nav, chat-timeline, chat-composer, chat-people"));
  const at = parts.findIndex((part) => part.contains(document.activeElement));
  const from = at < 0 && step < 0 ? 0 : at;
  regions[(from + step + regions.length) % regions.length]?.focus();
}

// A window that asks for something is answered first.
function isInWindow(does) {
  const open = document.querySelector("dialog[open]");
  return open && !(does === "switch" && open.id === "switcher") && !(does === "sheet" && open.id === "shortcuts");
}
