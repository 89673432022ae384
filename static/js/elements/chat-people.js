// Who is in the room that is shown: those here, and those away. A click begins a whisper.
import { apart, straight } from "../core/names.js";
import { lineOf, markOf, paint, stateWord } from "../core/person.js";
import { worded } from "../core/text.js";
import { looksOf } from "../state/appearance.js";
import { membersOf } from "../state/people.js";
import { shown } from "../state/rooms.js";
import { fromTemplate, Rows } from "./rows.js";

class ChatPeople extends HTMLElement {
  #lists = Object.fromEntries(
    ["here", "away"].map((name) => [
      name,
      new Rows(this.querySelector(`[data-people="${name}"]`), () => fromTemplate("person"), fillPerson),
    ]),
  );

  connectedCallback() {
    this.addEventListener("click", ({ target }) => {
      const row = Object.values(this.#lists).map((list) => list.rowOf(target)).find(Boolean);
      if (row) this.#tell("court", row.person);
      else if ("morePeople" in target.dataset) this.#tell("more-people");
    });
  }

  render(state) {
    const room = shown(state);
    if (!room) return;
    const members = membersOf(state, room);
    for (const [name, list] of Object.entries(this.#lists)) {
      list.show(members[name].map((person) => personRow(state, person)));
      const title = this.querySelector(`#people-${name}`);
      title.hidden = !members[name].length;
      title.textContent = `${name === "here" ? "Here" : "Away"} · ${members[name].length}`;
    }
    const isGroup = room.kind === "group";
    const isOwner = isGroup && room.role === "owner";
    this.querySelector("[data-dialog=invite]").hidden = !isGroup || room.closed || (room.private && !isOwner);
    this.querySelector("[data-dialog=group]").hidden = !isOwner;
    this.querySelector("[data-dialog=leave]").hidden = !isGroup;
    this.querySelector("[data-more-people]").hidden = !room.morePeople;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

function personRow(state, person) {
  const looks = looksOf(state, person);
  const isMe = person.id === state.me.id;
  const about = lineOf(looks, person, isMe && (state.appearance.invisible ? "you, invisible" : "you"));
  const stamp = JSON.stringify([person.name, looks.state, looks.status, about]);
  return { key: person.id, stamp, person, looks, about, isMe };
}

function fillPerson(element, { person, looks, about, isMe }) {
  const button = element.firstElementChild;
  const [avatar, words] = button.children;
  const [head, line] = words.children;
  const [name, emoji, state] = head.children;
  button.disabled = isMe;
  button.title = isMe ? straight(about) : `Whisper to ${apart(person.name)} (${about})`;
  button.classList.toggle("person--away", looks.state === "offline");
  paint(avatar, person);
  markOf(avatar, looks.state);
  name.textContent = person.name;
  emoji.textContent = looks.status ? looks.status.emoji || "💬" : "";
  state.textContent = `, ${stateWord(looks.state)},`;
  line.replaceChildren(worded(about));
}

customElements.define("chat-people", ChatPeople);
