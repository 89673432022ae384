// What keys do: the one table that binds them, and that the sheet of shortcuts is made from.
export const shortcuts = [
  { does: "switch", keys: ["Mod+k"], words: "Go to a room or a person" },
  { does: "previous", keys: ["Alt+ArrowUp"], words: "Room above" },
  { does: "next", keys: ["Alt+ArrowDown"], words: "Room below" },
  { does: "previous-new", keys: ["Alt+Shift+ArrowUp"], words: "Room above with something new" },
  { does: "next-new", keys: ["Alt+Shift+ArrowDown"], words: "Room below with something new" },
  { does: "region", keys: ["F6"], words: "Next part of the page" },
  { does: "region-back", keys: ["Shift+F6"], words: "Part of the page before" },
  { does: "sheet", keys: ["?", "Mod+/"], words: "Show these shortcuts" },
  { in: "field", does: "send", keys: ["Enter", "Mod+Enter"], words: "Send", unless: "breaks" },
  { in: "field", does: "break", keys: ["Shift+Enter"], words: "New line", unless: "breaks" },
  { in: "field", does: "send", keys: ["Mod+Enter"], words: "Send", when: "breaks" },
  { in: "field", does: "break", keys: ["Enter", "Shift+Enter"], words: "New line", when: "breaks" },
  { in: "field", does: "page-up", keys: ["PageUp"], words: "Scroll the room up" },
  { in: "field", does: "page-down", keys: ["PageDown"], words: "Scroll the room down" },
  { in: "field", does: "edit-last", keys: ["ArrowUp"], words: "Edit your last message, where nothing is written yet" },
  { in: "idle", does: "read", keys: ["Escape"], words: "All in this room is read" },
  { in: "idle", does: "read-all", keys: ["Shift+Escape"], words: "All in every room is read" },
  { in: "list", does: "take", keys: ["Tab", "Enter"], words: "Take the suggestion" },
  { in: "list", does: "down", keys: ["ArrowDown"], words: "Next suggestion" },
  { in: "list", does: "up", keys: ["ArrowUp"], words: "Suggestion before" },
  { in: "list", does: "dismiss", keys: ["Escape"], words: "Close the suggestions" },
];

// Shown on the sheet beside them: signs that offer something, and are ordinary text.
export const signs = [
  { keys: [["/"]], words: "What you can do" },
  { keys: [["@"]], words: "People" },
  { keys: [["#"]], words: "Groups" },
  { keys: [[":"]], words: "Emoji, by two letters of their name" },
];

// What a key does in the page, in the "field" or in the "list"; null when it has no such meaning.
// `settings` has `breaks` where Enter breaks the line, `isApple` where the modifier is the command key.
export function meaningOf(event, place, settings = {}) {
  // The key that ends the composing of a character means nothing else.
  if (event.isComposing || event.keyCode === 229) return null;
  const isIt = (one) => isOn(one, place, settings) && one.keys.some((keys) => matches(event, keys, settings));
  return shortcuts.find(isIt)?.does ?? null;
}

// The table for this browser: [{ in, words, keys: [["Ctrl", "K"], …] }].
export function sheet(settings) {
  return shortcuts
    .filter((one) => isOn(one, one.in, settings))
    .map((one) => ({ ...one, keys: one.keys.map((keys) => names(keys, settings)) }));
}

// Whether a key means the same while one types: one that makes no character.
export function isForTyping({ ctrlKey, metaKey, altKey, key }) {
  return ctrlKey || metaKey || altKey || /^F\d+$/u.test(key);
}

function isOn(one, place, settings) {
  return one.in === place && (!one.when || settings[one.when]) && !(one.unless && settings[one.unless]);
}

function matches(event, keys, { isApple }) {
  const parts = keys.split("+");
  const key = parts.pop();
  const has = (name) => parts.includes(name);
  const [mod, other] = isApple ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  // Where a sign is on the keyboard, and whether with Shift, is each keyboard's own business.
  const isSign = key.length === 1 && !/\p{L}/u.test(key);
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    mod === has("Mod") &&
    !other &&
    event.altKey === has("Alt") &&
    (isSign || event.shiftKey === has("Shift"))
  );
}

const NAMES = { ArrowUp: "↑", ArrowDown: "↓", PageUp: "Page ↑", PageDown: "Page ↓", Escape: "Esc" };

function names(keys, { isApple }) {
  const known = { ...NAMES, Mod: isApple ? "⌘" : "Ctrl", Alt: isApple ? "⌥" : "Alt" };
  return keys.split("+").map((key) => known[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}
