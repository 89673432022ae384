// The list of what may follow before the caret. The focus stays in the field, which is a combobox.
import { counted, worded } from "../core/text.js";
import { complete, wanted } from "../state/completion.js";
import { emojiTyped } from "../state/offers/emoji.js";
import { fromTemplate, Rows } from "./rows.js";

export class Completion {
  #list;
  #field;
  #said;
  #rows;
  #found = null;
  #chosen = 0;
  #dismissed = null;
  #asked = null;

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

  // Show what fits before the caret. Returns what has to be known for it.
  offer(state) {
    const before = this.#before();
    if (before !== this.#dismissed) this.#dismissed = null;
    this.#asked = before;
    this.#show(before === null || this.#dismissed !== null ? null : complete(state, before), 0);
    return before === null ? [] : wanted(state, before);
  }

  // More may be known by now of what was asked for.
  refresh(state) {
    if (this.#asked === null || this.#dismissed !== null || this.#before() !== this.#asked) return;
    this.#show(complete(state, this.#asked), this.#chosen);
  }

  close() {
    this.#asked = null;
    this.#show(null, 0);
  }

  // Put an emoji in the place of its code, once that is typed to its end.
  finish(state) {
    const before = this.#before();
    const typed = before === null ? null : emojiTyped(state, before);
    if (typed) this.#field.setRangeText(typed.glyph, typed.start, before.length, "end");
  }

  // Do what a key means here. Tells whether it was meant for the list.
  does(what, key) {
    if (!this.#found) return false;
    const count = this.#found.options.length;
    if (what === "down") this.#choose((this.#chosen + 1) % count);
    else if (what === "up") this.#choose((this.#chosen + count - 1) % count);
    else if (what === "take" && (key === "Tab" || this.#isUnfinished())) this.#take(this.#chosen);
    else if (what === "dismiss") this.#dismiss();
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
    this.#field.ariaExpanded = String(Boolean(found));
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
    this.close();
    this.#dismissed = this.#before();
  }

  #pressed(target) {
    const place = [...this.#list.children].indexOf(target.closest("[role=option]"));
    if (place < 0 || !this.#found) return;
    this.#take(place);
    this.#field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Two groups may be called the same: an option is known by its place.
const row = ({ label, detail }, place) => ({ key: place, stamp: `${label} ${detail}`, label, detail });

function fillOption(element, { label, detail }) {
  element.firstElementChild.textContent = label;
  element.lastElementChild.replaceChildren(worded(detail));
}
