// Who is in the room that is shown: those here, and those away. A click begins a whisper.
import { paint } from "../core/text.js";
import { isHere, membersOf } from "../state/people.js";
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
    this.querySelector("[data-more-people]").hidden = !room.morePeople;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

function personRow(state, person) {
  const row = { key: person.id, person, isHere: isHere(state, person), isMe: person.id === state.me.id };
  return { ...row, stamp: JSON.stringify([person.name, person.username, row.isHere]) };
}

function fillPerson(element, { person, isHere: here, isMe }) {
  const button = element.firstElementChild;
  const [avatar, words] = button.children;
  const [name, username] = words.children;
  button.disabled = isMe;
  button.title = isMe ? "" : `Whisper to ${person.name}`;
  button.classList.toggle("person--away", !here);
  paint(avatar, person);
  avatar.classList.toggle("avatar--here", here);
  avatar.classList.toggle("avatar--away", !here);
  name.textContent = person.name;
  username.textContent = isMe ? `${person.username} · you` : person.username;
}

customElements.define("chat-people", ChatPeople);
