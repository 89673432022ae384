// The rooms that one is in, and who one is.
import { markOf, paint, stateWord, statusLine } from "../core/person.js";
import { counted, zoneHere } from "../core/text.js";
import { looksOf } from "../state/appearance.js";
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
    document.addEventListener("keydown", (event) => this.#key(event));
    this.querySelector("[data-zone]").value = zoneHere();
  }

  render(state) {
    this.#fillMe(state);
    const courted = state.courting ? [courtedRow(state, state.courting)] : [];
    for (const [kind, list] of this.#lists) {
      const rooms = inList(state).filter((room) => room.kind === kind);
      const rows = rooms.map((room) => roomRow(state, room));
      if (kind === "whisper") rows.push(...courted);
      list.show(rows);
      const none = this.querySelector(`[data-none="${kind}"]`);
      if (none) none.hidden = rows.length > 0;
    }
  }

  // Ctrl+Shift+F; where the box is not shown, the page for it.
  #key(event) {
    if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.key.toLowerCase() !== "f") return;
    event.preventDefault();
    const box = this.querySelector(".sidebar__search input");
    if (!box.checkVisibility()) return location.assign(box.form.action);
    return box.select();
  }

  #fillMe(state) {
    const { me } = state;
    const looks = looksOf(state, me);
    const avatar = this.querySelector(".me .avatar");
    paint(avatar, me);
    markOf(avatar, state.appearance.invisible ? "offline" : "online");
    this.querySelector(".sidebar__name").textContent = me.name;
    const words = [state.appearance.invisible && "Invisible", statusLine(looks.status)].filter(Boolean);
    this.querySelector(".sidebar__status").textContent = words.join(" · ") || me.username;
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
  const hasNews = room.unread > 0;
  const seen = stateIn(state, room);
  // Where one writes just now, the words themselves are in sight.
  const hasDraft = !isCurrent && placeOf(room) in state.drafts;
  return {
    key: room.id,
    stamp: JSON.stringify([room.name, room.closed, isCurrent, hasNews, hasDraft, room.mentions, seen]),
    room,
    seen,
    isCurrent,
    hasNews,
    hasDraft,
    href: pathOf(room),
  };
}

function courtedRow(state, room) {
  const seen = stateIn(state, room);
  const stamp = JSON.stringify([room.name, seen]);
  return { key: "courted", stamp, room, seen, isCurrent: true, hasNews: false, href: pathOf(room) };
}

// Whether the other of a whisper is here.
function stateIn(state, room) {
  return room.kind === "whisper" ? looksOf(state, room.with[0]).state : null;
}

function fillRoom(element, { room, seen, isCurrent, hasNews, hasDraft = false, href }) {
  const link = element.firstElementChild;
  const [mark, name, words, draft, calls, news] = link.children;
  draft.hidden = !hasDraft;
  link.href = href;
  link.dataset.room = room.id ?? "";
  link.ariaCurrent = isCurrent ? "page" : null;
  link.classList.toggle("rooms__link--new", hasNews);
  link.classList.toggle("rooms__link--closed", room.closed);
  mark.classList.toggle("rooms__mark--plain", room.kind !== "whisper");
  if (room.kind === "whisper") paint(mark, room.with[0]);
  else mark.textContent = room.kind === "lobby" ? "⌂" : "#";
  markOf(mark, seen);
  name.textContent = titleOf(room);
  words.textContent = seen ? `, ${stateWord(seen)}` : "";
  fillCalls(calls, room.mentions ?? 0);
  news.hidden = !hasNews;
}

function fillCalls(element, mentions) {
  const [sign, words] = element.children;
  element.hidden = !mentions;
  sign.textContent = `@${mentions}`;
  words.textContent = `, ${counted(mentions, "mention", "mentions")}`;
}

customElements.define("chat-sidebar", ChatSidebar);
