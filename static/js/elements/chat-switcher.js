// One field to find every room and person by; the focus stays in it, and Enter goes there.
import { paint } from "../core/person.js";
import { counted } from "../core/text.js";
import { findPlaces } from "../state/places.js";
import { placeOf } from "../state/rooms.js";
import { fromTemplate, Rows } from "./rows.js";

class ChatSwitcher extends HTMLElement {
  #field = this.querySelector("input");
  #list = this.querySelector("[role=listbox]");
  #rows = new Rows(this.#list, () => fromTemplate("place"), fillPlace);
  #state = null;
  #places = [];
  #chosen = 0;

  connectedCallback() {
    this.#field.addEventListener("input", () => {
      this.#show(0);
      this.#tell("seeking", this.#field.value.trim());
    });
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", ({ target }) => {
      const row = this.#rows.rowOf(target);
      if (row) this.#go(row);
    });
  }

  render(state) {
    this.#state = state;
    this.#show(this.#chosen);
  }

  clear() {
    this.#field.value = "";
    this.#chosen = 0;
  }

  #show(chosen) {
    const { drafts } = this.#state;
    this.#places = findPlaces(this.#state, this.#state.visited, this.#field.value);
    this.#rows.show(
      this.#places.map((place) => {
        const hasDraft = place.room ? placeOf(place.room) in drafts : place.key in drafts;
        const stamp = JSON.stringify([place.name, place.detail, place.news, hasDraft]);
        return { ...place, hasDraft, stamp };
      }),
    );
    this.querySelector(".choices__none").textContent = this.#places.length ? "" : "Nothing and nobody is called so.";
    this.querySelector("[data-found]").textContent = counted(this.#places.length, "place", "places");
    this.#choose(Math.max(0, Math.min(chosen, this.#places.length - 1)));
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const count = this.#places.length;
    const step = { ArrowDown: 1, ArrowUp: count - 1 }[event.key];
    if (event.key === "Enter") {
      event.preventDefault();
      if (count) this.#go(this.#places[this.#chosen]);
    } else if (step !== undefined && count && !event.altKey) {
      event.preventDefault();
      this.#choose((this.#chosen + step) % count);
    }
  }

  #choose(place) {
    this.#chosen = place;
    [...this.#list.children].forEach((option, index) => {
      option.id = `place-${index}`;
      option.ariaSelected = String(index === place);
    });
    const chosen = this.#list.children[place];
    if (chosen) this.#field.setAttribute("aria-activedescendant", chosen.id);
    else this.#field.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  #go({ room, person }) {
    this.closest("dialog").close();
    if (room) this.#tell("go", room.id);
    else this.#tell("court", person);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

function fillPlace(element, { name, detail, person, room, news, hasDraft }) {
  const [avatar, words, draft, mark] = element.children;
  avatar.classList.toggle("rooms__mark--plain", !person);
  if (person) paint(avatar, person);
  else avatar.textContent = room.kind === "lobby" ? "⌂" : "#";
  words.firstElementChild.textContent = name;
  words.lastElementChild.textContent = detail;
  draft.hidden = !hasDraft;
  mark.hidden = !news;
}

customElements.define("chat-switcher", ChatSwitcher);
