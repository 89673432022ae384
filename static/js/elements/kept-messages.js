// Messages in a list of their own: a room's pins, or what one saved. Each leads to its place.
import { dayOf, momentOf, timeOf } from "../core/text.js";
import { mayPin, pinsOf } from "../state/kept.js";
import { pathOfMessage } from "../state/permalinks.js";
import { excerpt } from "../state/quotes.js";
import { shown, titleOf } from "../state/rooms.js";
import { fromTemplate, Rows } from "./rows.js";

const kinds = {
  pins: {
    rows: (state) => pinsOf(shown(state)).map((message) => ({
      message,
      foot: `Pinned by ${message.pinned.by.name}, ${whenOf(message.pinned.at)}`,
      does: mayPin(state, shown(state)) ? "Unpin" : "",
    })),
    more: () => false,
    letGo: "unpin",
  },
  saved: {
    rows: (state) => state.shelf.entries.map(({ message, at }) => ({
      message,
      foot: `${placeOf(state, message)} · saved ${whenOf(at)}`,
      does: "Take out",
    })),
    more: (state) => state.shelf.more,
    letGo: "unsave",
  },
};

class KeptMessages extends HTMLElement {
  #kind = kinds[this.dataset.of];
  #rows = new Rows(this.querySelector(".choices"), () => fromTemplate("kept"), fill);

  connectedCallback() {
    this.addEventListener("click", ({ target }) => {
      if ("letGo" in target.dataset) this.#letGo(target);
      if ("more" in target.dataset) this.#tell("more-saved");
    });
  }

  render(state) {
    if (!this.closest("dialog").open) return;
    const rows = this.#kind.rows(state).map(rowOf);
    this.#rows.show(rows);
    this.querySelector(".choices__none").hidden = rows.length > 0;
    const more = this.querySelector("[data-more]");
    if (more) more.hidden = !this.#kind.more(state);
  }

  // The focus goes on to what stands next.
  #letGo(button) {
    const row = button.closest(".kept");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    this.#tell(this.#kind.letGo, this.#rows.rowOf(row).message);
    (next?.querySelector("[data-let-go]") ?? this.querySelector("h2")).focus();
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

function rowOf(row) {
  return { ...row, key: row.message.id, stamp: JSON.stringify([row.message.rev, row.foot, row.does]) };
}

function fill(element, { message, foot, does }) {
  const [link, button] = element.children;
  const [head, words, small] = link.children;
  link.href = pathOfMessage(message.id);
  head.firstElementChild.textContent = message.author.name;
  const time = head.lastElementChild;
  time.dateTime = message.sent_at;
  time.textContent = whenOf(message.sent_at);
  time.title = momentOf(Date.parse(message.sent_at));
  words.textContent = message.deleted ? "This message was deleted." : excerpt(message.body);
  words.classList.toggle("kept__words--gone", Boolean(message.deleted));
  small.textContent = foot;
  button.textContent = does;
  button.hidden = !does;
}

function whenOf(moment) {
  const at = Date.parse(moment);
  return `${dayOf(at)}, ${timeOf(at)}`;
}

function placeOf(state, message) {
  const room = state.rooms.get(message.room);
  return room ? titleOf(room) : "";
}

customElements.define("kept-messages", KeptMessages);
