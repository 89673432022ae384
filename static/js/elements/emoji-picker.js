// All emoji, to search and to walk through by arrow keys. It is asked for one by whoever needs it.
import { emojiNames } from "../core/emoji.js";

const COLUMNS = 8;
const MARGIN = 8;

class EmojiPicker extends HTMLElement {
  #field = this.querySelector("input");
  #parts = this.querySelector(".picker__parts");
  #name = this.querySelector(".picker__name");
  #names = null;
  #take = null;
  #recent = [];

  connectedCallback() {
    this.#field.addEventListener("input", () => this.#show());
    this.addEventListener("keydown", (event) => this.#key(event));
    this.#parts.addEventListener("click", ({ target }) => this.#picked(target.closest("button")));
    for (const kind of ["focusin", "pointerover"]) {
      this.#parts.addEventListener(kind, ({ target }) => this.#tellName(target.closest("button")));
    }
    // Nearly two thousand buttons are not kept for when they may be needed again.
    this.addEventListener("toggle", ({ newState }) => newState === "closed" && this.#parts.replaceChildren());
  }

  // Open beside `button`; `take(glyph)` is called with the one that is picked.
  async ask(button, recent, take) {
    this.#take = take;
    this.#recent = recent;
    this.#field.value = "";
    this.#name.textContent = "";
    this.#names ??= await emojiNames();
    this.showPopover({ source: button });
    this.#show();
    this.#settle(button);
    this.#field.focus({ preventScroll: true });
  }

  #show() {
    const sought = this.#field.value.trim();
    if (sought) {
      const found = this.#names.search(sought, 80);
      this.#parts.replaceChildren(...(found.length ? [part("", found)] : [nothing()]));
    } else {
      const recent = this.#recent.map(this.#names.named).filter(Boolean);
      const parts = this.#names.groups().map(({ name, emoji }) => part(name, emoji));
      this.#parts.replaceChildren(...(recent.length ? [part("Recent", recent)] : []), ...parts);
    }
    this.#parts.scrollTop = 0;
    this.#rove(this.#all()[0]);
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const inField = event.target === this.#field;
    const { key } = event;
    if (inField && key === "Enter") {
      event.preventDefault();
      this.#picked(this.#field.value.trim() ? this.#all()[0] : null);
    } else if (inField && key === "ArrowDown") {
      event.preventDefault();
      this.#focus(this.#all()[0]);
    } else if (!inField && key.startsWith("Arrow")) {
      event.preventDefault();
      this.#walk(key, event.target);
    } else if (!inField && key.length === 1 && key !== " " && !event.ctrlKey && !event.metaKey) {
      this.#field.focus();
    }
  }

  #walk(key, from) {
    const all = this.#all();
    const at = all.indexOf(from);
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const step = (key === "ArrowRight") === (getComputedStyle(this).direction === "ltr") ? 1 : -1;
      this.#focus(all[at + step]);
      return;
    }
    // Parts end with rows that are not full: the next one below or above is what counts.
    const { left, top } = from.getBoundingClientRect();
    const isBeyond = (one) => (key === "ArrowDown" ? one.top > top + 4 : one.top < top - 4);
    const near = all.slice(Math.max(0, at - 3 * COLUMNS), at + 3 * COLUMNS).map((one) => ({ one, box: one.getBoundingClientRect() }));
    const rows = near.filter(({ box }) => isBeyond(box));
    rows.sort((a, b) => Math.abs(a.box.top - top) - Math.abs(b.box.top - top) || Math.abs(a.box.left - left) - Math.abs(b.box.left - left));
    if (rows.length) this.#focus(rows[0].one);
    else if (key === "ArrowUp") this.#field.focus();
  }

  #focus(button) {
    if (!button) return;
    this.#rove(button);
    button.focus();
  }

  // One of them is reached by Tab, and the others from there.
  #rove(button) {
    for (const one of this.#parts.querySelectorAll('[tabindex="0"]')) one.tabIndex = -1;
    if (button) button.tabIndex = 0;
  }

  #picked(button) {
    if (!button) return;
    this.hidePopover();
    this.#take(button.dataset.glyph);
    this.dispatchEvent(new CustomEvent("emoji-picked", { bubbles: true, detail: button.dataset.glyph }));
  }

  #tellName(button) {
    if (button) this.#name.textContent = `${button.textContent} ${button.ariaLabel}`;
  }

  #all() {
    return [...this.#parts.querySelectorAll("button")];
  }

  // Above the button where there is room, and never beyond the screen.
  #settle(button) {
    const box = button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this;
    const left = Math.min(box.left, innerWidth - width - MARGIN);
    const isAbove = box.top - height - MARGIN > 0;
    const top = isAbove ? box.top - height - MARGIN : Math.min(box.bottom + MARGIN, innerHeight - height - MARGIN);
    this.style.insetInlineStart = `${Math.max(MARGIN, left)}px`;
    this.style.insetBlockStart = `${Math.max(MARGIN, top)}px`;
  }
}

function part(title, emoji) {
  const section = document.createElement("section");
  const heading = document.createElement("h3");
  heading.textContent = title;
  heading.hidden = !title;
  const grid = document.createElement("div");
  grid.className = "picker__grid";
  grid.append(...emoji.map(button));
  section.append(heading, grid);
  return section;
}

function button({ glyph, name, codes }) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "picker__one", textContent: glyph, ariaLabel: name, title: `:${codes[0]}:`, tabIndex: -1 });
  made.dataset.glyph = glyph;
  return made;
}

function nothing() {
  const words = document.createElement("p");
  words.className = "choices__none";
  words.textContent = "No emoji is called so.";
  return words;
}

customElements.define("emoji-picker", EmojiPicker);
