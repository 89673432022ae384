// A few emoji beside a message, and the way to all others.
const QUICK = [
  ["👍", "thumbs up"],
  ["❤️", "red heart"],
  ["😂", "face with tears of joy"],
  ["🎉", "party popper"],
  ["😮", "face with open mouth"],
  ["👀", "eyes"],
];
const MARGIN = 8;

class QuickReactions extends HTMLElement {
  #take = null;
  #more = null;
  #button = null;
  #home = null;

  connectedCallback() {
    this.append(...QUICK.map(([glyph, name]) => quickButton(glyph, name)), moreButton());
    this.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    this.addEventListener("keydown", (event) => this.#step(event));
  }

  // Open beside `button`; `take(glyph)` is called with the one that is chosen, `more(button)` when
  // it is none of these.
  ask(button, take, more) {
    this.#take = take;
    this.#more = more;
    this.#button = button;
    this.#home = button.closest(".message").querySelector(".message__main");
    this.showPopover({ source: button });
    this.#settle(button);
    this.firstElementChild.focus({ preventScroll: true });
  }

  #pressed(button) {
    if (!button) return;
    // The row of buttons may have gone to another message meanwhile.
    const anchor = this.#home.parentElement.contains(this.#button) ? this.#button : this.#home;
    if (button.dataset.glyph) {
      this.hidePopover();
      this.#take(button.dataset.glyph);
    } else {
      this.#more(anchor);
      this.hidePopover();
    }
  }

  #step(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const all = [...this.children];
    const at = all.indexOf(document.activeElement);
    all[(at + by + all.length) % all.length].focus();
  }

  // Above the button where there is room, and never beyond the screen.
  #settle(button) {
    const box = button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this;
    const left = Math.max(MARGIN, Math.min(box.right - width, innerWidth - width - MARGIN));
    const isAbove = box.top - height - MARGIN > 0;
    this.style.left = `${left}px`;
    this.style.top = `${isAbove ? box.top - height - MARGIN / 2 : box.bottom + MARGIN / 2}px`;
  }
}

function quickButton(glyph, name) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "picker__one", textContent: glyph, ariaLabel: name, title: name });
  made.dataset.glyph = glyph;
  return made;
}

function moreButton() {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "button button--quiet button--small", textContent: "More…", ariaLabel: "More emoji" });
  return made;
}

customElements.define("quick-reactions", QuickReactions);
