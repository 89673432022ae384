// A list to choose from, narrowed by typing.
import { paint } from "../core/person.js";
import { worded } from "../core/text.js";
import { fromTemplate, Rows } from "./rows.js";

class ChatChooser extends HTMLElement {
  #filter = this.querySelector("input");
  #rows = new Rows(this.querySelector(".choices"), () => fromTemplate("choice"), fillChoice);
  #choices = [];
  #none = "";

  connectedCallback() {
    this.#filter.addEventListener("input", () => this.#narrow());
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
    const sought = fold(this.#filter.value.trim());
    return this.#choices.filter(({ name, detail }) => fold(`${name} ${detail}`).includes(sought));
  }

  #choose(choice) {
    this.dispatchEvent(new CustomEvent("choose", { bubbles: true, detail: choice }));
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

function fold(text) {
  return text.normalize("NFKC").toLocaleLowerCase();
}

customElements.define("chat-chooser", ChatChooser);
