// The list of what may follow in a line that begins with a slash. The focus stays in the field.
import { counted, worded } from "../core/text.js";
import { complete } from "../state/completion.js";
import { fromTemplate, Rows } from "./rows.js";

export class Completion {
  #list;
  #field;
  #said;
  #rows;
  #found = null;
  #chosen = 0;
  #dismissed = null;

  // `said` tells those who don't see the list that it is there.
  constructor(list, field, said) {
    this.#list = list;
    this.#field = field;
    this.#said = said;
    this.#rows = new Rows(list, () => fromTemplate("option"), fillOption);
    // Pressing must not take the focus from the field.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => this.#pressed(target));
  }

  // Show what fits before the caret. Returns the text that was asked about, or null.
  offer(state) {
    const before = this.#before();
    if (before !== this.#dismissed) this.#dismissed = null;
    this.#show(before === null || this.#dismissed !== null ? null : complete(state, before), 0);
    return before?.startsWith("/") ? before : null;
  }

  // More may be known by now.
  refresh(state) {
    if (document.activeElement !== this.#field || this.#dismissed !== null) return;
    const before = this.#before();
    if (before?.startsWith("/")) this.#show(complete(state, before), this.#chosen);
  }

  close() {
    this.#show(null, 0);
  }

  // Whether the key was meant for the list.
  key({ key, shiftKey }) {
    if (!this.#found || shiftKey) return false;
    const count = this.#found.options.length;
    if (key === "ArrowDown") this.#choose((this.#chosen + 1) % count);
    else if (key === "ArrowUp") this.#choose((this.#chosen + count - 1) % count);
    else if (key === "Tab" || (key === "Enter" && this.#isUnfinished())) this.#take(this.#chosen);
    else if (key === "Escape") this.#dismiss();
    else return false;
    return true;
  }

  // A line that is a whole command as it stands is sent by Enter, whatever more it could be.
  #isUnfinished() {
    const { start, options } = this.#found;
    const typed = this.#before().slice(start);
    return options[this.#chosen].insert.trim() !== typed.trim();
  }

  #before() {
    const { value, selectionStart, selectionEnd } = this.#field;
    return selectionStart === selectionEnd ? value.slice(0, selectionStart) : null;
  }

  #show(found, chosen) {
    this.#found = found;
    this.#list.hidden = !found;
    const said = found ? counted(found.options.length, "suggestion", "suggestions") : "";
    // Writing it again would have it read out again.
    if (this.#said.textContent !== said) this.#said.textContent = said;
    this.#rows.show(found ? found.options.map(row) : []);
    if (found) this.#choose(Math.min(chosen, found.options.length - 1));
    else this.#field.removeAttribute("aria-activedescendant");
  }

  #choose(place) {
    if (place !== this.#chosen) this.#list.children[place].scrollIntoView({ block: "nearest" });
    this.#chosen = place;
    [...this.#list.children].forEach((option, index) => {
      option.id = `option-${index}`;
      option.ariaSelected = String(index === place);
    });
    this.#field.setAttribute("aria-activedescendant", `option-${place}`);
  }

  #take(place) {
    const { start, options } = this.#found;
    const end = this.#before().length;
    this.#field.setRangeText(options[place].insert, start, end, "end");
  }

  #dismiss() {
    this.#dismissed = this.#before();
    this.close();
  }

  #pressed(target) {
    const place = [...this.#list.children].indexOf(target.closest("[role=option]"));
    if (place < 0 || !this.#found) return;
    this.#take(place);
    this.#field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const row = ({ label, detail }) => ({ key: label, stamp: `${label} ${detail}`, label, detail });

function fillOption(element, { label, detail }) {
  element.firstElementChild.textContent = label;
  element.lastElementChild.replaceChildren(worded(detail));
}
