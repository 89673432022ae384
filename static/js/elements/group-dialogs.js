// The small windows of one room: whom to bring in, how the group is, and which day to turn to.
import { acquaintances, isHere } from "../state/people.js";
import { shown } from "../state/rooms.js";

const NOBODY = "Everyone you know of is in this group.";

export class GroupDialogs {
  #of = Object.fromEntries(["invite", "group", "date"].map((id) => [id, document.getElementById(id)]));
  #state = null;
  #room = null;

  constructor() {
    const { invite, group, date } = this.#of;
    document.addEventListener("dialog-opened", ({ detail }) => this.#begin(detail));
    document.addEventListener("click", ({ target }) => {
      const day = target.closest("[data-dialog=date]")?.dataset.day;
      if (day) this.#field(date, "day").value = day;
    });
    invite.addEventListener("choose", ({ detail: { person } }) => this.#say(invite, `/group invite ${person.username}`));
    group.addEventListener("submit", () => this.#change(group));
    date.addEventListener("submit", (event) => {
      event.preventDefault();
      // What had the focus before gets it back, and may be gone by then.
      date.close();
      this.#tell(date, "day", this.#field(date, "day").value);
    });
    date.querySelector("[data-newest]").addEventListener("click", () => {
      date.close();
      this.#tell(date, "newest");
      this.#tell(date, "adrift");
    });
  }

  render(state) {
    this.#state = state;
    const { invite } = this.#of;
    if (!invite.open) return;
    const { people } = shown(state);
    const choices = acquaintances(state)
      .filter(({ id }) => !people.has(id))
      .map((person) => ({
        key: person.id,
        name: person.name,
        detail: `${person.username}, ${isHere(state, person) ? "here" : "away"}`,
        does: "Invite",
        person,
      }));
    invite.querySelector("chat-chooser").show(choices, NOBODY);
  }

  #begin(name) {
    const { group, date } = this.#of;
    if (name === "group") {
      this.#room = shown(this.#state);
      this.#field(group, "private").checked = this.#room.private;
      this.#field(group, "history").value = this.#room.history;
    }
    if (name === "date") this.#field(date, "day").max = dayOf(new Date());
  }

  // Each wish that differs from how the group is is a line of its own.
  #change(group) {
    const isPrivate = this.#field(group, "private").checked;
    const history = this.#field(group, "history").value;
    if (isPrivate !== this.#room.private) this.#say(group, isPrivate ? "/group private" : "/group public");
    if (history !== this.#room.history) this.#say(group, `/group history ${history}`);
  }

  #say(dialog, body) {
    dialog.close();
    this.#tell(dialog, "say", { body, typed: false });
  }

  #field(dialog, name) {
    return dialog.querySelector(`[name=${name}]`);
  }

  #tell(dialog, type, detail) {
    dialog.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

// A day as a field for days takes it, where the reader is.
export function dayOf(moment) {
  const [year, ...rest] = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()];
  return [String(year).padStart(4, "0"), ...rest.map((part) => String(part).padStart(2, "0"))].join("-");
}
