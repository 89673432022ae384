// A list to choose from, narrowed by typing.
import { paint } from "../core/person.js";
import { worded } from "../core/text.js";
import { fits } from "../state/matching.js";
import { fromTemplate, Rows } from "./rows.js";

class ChatChooser extends HTMLElement {
  #filter = this.querySelector("input");
  #rows = new Rows(this.querySelector(".choices"), () => fromTemplate("choice"), fillChoice);
  #choices = [];
  #none = "";

  connectedCallback() {
    this.#filter.addEventListener("input", () => {
      this.#narrow();
      // Of people not all may be known here.
      if (this.dataset.of === "people") this.#tell("seeking", this.#filter.value.trim());
    });
    this.addEventListener("click", ({ target }) => {
      const key = target.closest(".choice")?.dataset.choice;
      if (key) this.#choose(this.#choices.find((choice) => String(choice.key) === key));
    });
    this.#filter.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const [first] = this.#filter.value.trim() ? this.#fitting() : [];
      if (first) this.#choose(first);
    });
  }

  // Each choice has key, name, detail, does and perhaps a person; `none` says that there is none.
  show(choices, none) {
    this.#choices = choices;
    this.#none = none;
    this.#narrow();
  }

  clear() {
    this.#filter.value = "";
  }

  fail(words) {
    const fault = this.querySelector(".dialog__fault");
    if (!fault) return;
    fault.textContent = words;
    fault.hidden = !words;
  }

  #narrow() {
    const fitting = this.#fitting();
    this.#rows.show(fitting.map((choice) => ({ ...choice, stamp: JSON.stringify(choice) })));
    const none = this.querySelector(".choices__none");
    none.hidden = fitting.length > 0;
    none.textContent = this.#choices.length ? "Nothing is called so." : this.#none;
  }

  #fitting() {
    return this.#choices.filter(({ name, detail }) => fits(this.#filter.value, name, detail));
  }

  #choose(choice) {
    this.#tell("choose", choice);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

function fillChoice(element, { key, name, detail, does, person }) {
  const button = element.firstElementChild;
  const [avatar, words, deed] = button.children;
  button.dataset.choice = key;
  avatar.classList.toggle("rooms__mark--plain", !person);
  if (person) paint(avatar, person);
  else avatar.textContent = "#";
  words.firstElementChild.textContent = name;
  words.lastElementChild.replaceChildren(worded(detail));
  deed.textContent = does;
}

customElements.define("chat-chooser", ChatChooser);
