// The rooms that one is in, and who one is.
import { paint } from "../core/text.js";
import { inList, pathOf, placeOf, titleOf } from "../state/rooms.js";
import { fromTemplate, Rows } from "./rows.js";

class ChatSidebar extends HTMLElement {
  #lists = new Map(
    [...this.querySelectorAll("[data-kind]")].map((list) => [
      list.dataset.kind,
      new Rows(list, () => fromTemplate("room"), fillRoom),
    ]),
  );

  connectedCallback() {
    this.addEventListener("click", (event) => this.#pressed(event));
  }

  render(state) {
    this.#fillMe(state.me);
    const courted = state.courting ? [courtedRow(state.courting)] : [];
    for (const [kind, list] of this.#lists) {
      const rooms = inList(state).filter((room) => room.kind === kind);
      const rows = rooms.map((room) => roomRow(state, room));
      if (kind === "whisper") rows.push(...courted);
      list.show(rows);
      const none = this.querySelector(`[data-none="${kind}"]`);
      if (none) none.hidden = rows.length > 0;
    }
  }

  #fillMe(me) {
    paint(this.querySelector(".sidebar__me .avatar"), me);
    this.querySelector(".sidebar__name").textContent = me.name;
    this.querySelector(".sidebar__username").textContent = me.username;
  }

  #pressed(event) {
    const link = event.target.closest("a.rooms__link");
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.button);
    if (!link || !isPlain) return;
    event.preventDefault();
    const id = Number(link.dataset.room) || null;
    this.dispatchEvent(new CustomEvent("go", { bubbles: true, detail: id }));
  }
}

function roomRow(state, room) {
  const isCurrent = !state.courting && room.id === state.current;
  const hasNews = room.news > 0;
  // Where one writes just now, the words themselves are in sight.
  const hasDraft = !isCurrent && placeOf(room) in state.drafts;
  return {
    key: room.id,
    stamp: JSON.stringify([room.name, room.closed, isCurrent, hasNews, hasDraft]),
    room,
    isCurrent,
    hasNews,
    hasDraft,
    href: pathOf(room),
  };
}

function courtedRow(room) {
  return { key: "courted", stamp: room.name, room, isCurrent: true, hasNews: false, href: pathOf(room) };
}

function fillRoom(element, { room, isCurrent, hasNews, hasDraft = false, href }) {
  const link = element.firstElementChild;
  const [mark, name, draft, news] = link.children;
  draft.hidden = !hasDraft;
  link.href = href;
  link.dataset.room = room.id ?? "";
  link.ariaCurrent = isCurrent ? "page" : null;
  link.classList.toggle("rooms__link--new", hasNews);
  link.classList.toggle("rooms__link--closed", room.closed);
  mark.classList.toggle("rooms__mark--plain", room.kind !== "whisper");
  if (room.kind === "whisper") paint(mark, room.with[0]);
  else mark.textContent = room.kind === "lobby" ? "⌂" : "#";
  name.textContent = titleOf(room);
  news.hidden = !hasNews;
}

customElements.define("chat-sidebar", ChatSidebar);
