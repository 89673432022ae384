// The sheet of shortcuts, made from the table that binds them.
import { sheet, signs } from "../state/shortcuts.js";
import { fromTemplate } from "./rows.js";

class ShortcutSheet extends HTMLElement {
  #made = null;

  render({ settings }) {
    const kind = JSON.stringify(settings);
    if (kind === this.#made) return;
    this.#made = kind;
    const table = sheet(settings);
    for (const list of this.querySelectorAll("dl")) {
      const { part } = list.dataset;
      const bound = table.filter((one) => (one.in ?? "page") === part);
      list.replaceChildren(...(part === "signs" ? signs : bound).map(row));
    }
  }
}

function row({ words, keys }) {
  const element = fromTemplate("shortcut");
  const [what, how] = element.children;
  what.textContent = words;
  keys.forEach((chord, number) => {
    if (number) how.append(" or ");
    chord.forEach((key, place) => {
      const cap = document.createElement("kbd");
      cap.textContent = key;
      how.append(...(place ? [" "] : []), cap);
    });
  });
  return element;
}

customElements.define("shortcut-sheet", ShortcutSheet);
