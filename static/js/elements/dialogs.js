// The small windows: a new group, the open groups, whom to whisper to, and signing out.
import { counted, dayOf } from "../core/text.js";
import { acquaintances, isHere } from "../state/people.js";

const UNCONNECTED = "You are not connected. It is done as soon as you are.";
const NO_GROUPS = "There is no group yet. Make the first one.";
const NOBODY = "Nobody else is here yet.";

export class Dialogs {
  #of = Object.fromEntries([...document.querySelectorAll("dialog")].map((one) => [one.id, one]));
  #state = null;

  constructor() {
    document.addEventListener("click", ({ target }) => {
      const opener = target.closest("[data-dialog]");
      if (opener) this.#open(opener.dataset.dialog);
      if (target.closest("[data-close]")) target.closest("dialog").close();
    });
    // A press beside a window closes it.
    for (const dialog of Object.values(this.#of)) {
      dialog.addEventListener("mousedown", ({ target }) => target === dialog && dialog.close());
    }
    this.#listen();
  }

  render(state) {
    this.#state = state;
    const { create, browse, whisper } = this.#of;
    if (create.open) this.#showCreating(create, state.fault);
    if (browse.open) this.#showGroups(browse, state);
    if (whisper.open) this.#showPeople(whisper, state);
  }

  closeAll() {
    for (const dialog of Object.values(this.#of)) if (dialog.open) dialog.close();
  }

  // Sign out, but ask before lines are left behind.
  signOut(left) {
    const { unsent } = this.#of;
    if (!left) return document.getElementById("sign-out").submit();
    unsent.querySelector("[data-count]").textContent = counted(left, "line was", "lines were");
    return unsent.showModal();
  }

  #open(name) {
    this.closeAll();
    const dialog = this.#of[name];
    dialog.querySelector("form")?.reset();
    dialog.querySelector("chat-chooser")?.clear();
    this.#tell(dialog, "fault-read");
    dialog.showModal();
    this.#tell(dialog, "dialog-opened", name);
  }

  #listen() {
    const { create, browse, whisper, unsent, leave } = this.#of;
    leave.addEventListener("submit", () => this.#tell(leave, "say", { body: "/group leave", typed: false }));
    create.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = create.querySelector("input").value.trim();
      const verb = create.querySelector("[name=private]").checked ? "create-private" : "create";
      if (name) this.#say(create, `/group ${verb} ${name}`);
    });
    browse.addEventListener("choose", ({ detail }) => this.#joinOrGo(browse, detail.key));
    whisper.addEventListener("choose", ({ detail: { person } }) => {
      whisper.close();
      this.#tell(whisper, "court", person);
    });
    document.getElementById("sign-out").addEventListener("submit", (event) => {
      if (event.submitter?.dataset.anyway !== undefined) return;
      event.preventDefault();
      this.#tell(unsent, "sign-out");
    });
  }

  #joinOrGo(browse, id) {
    const group = this.#state.groups.find((one) => one.id === id);
    if (!this.#state.rooms.has(id)) {
      this.#say(browse, `/group join ${group.name}`);
    } else {
      browse.close();
      this.#tell(browse, "go", id);
    }
  }

  #say(dialog, body) {
    // A second press says nothing new.
    if (this.#waitsFor(dialog.id)) return;
    this.#tell(dialog, "say", { body, typed: false, from: dialog.id });
  }

  #showCreating(create, fault) {
    const words = this.#faultOf("create", fault);
    const shown = create.querySelector(".dialog__fault");
    shown.textContent = words;
    shown.hidden = !words;
  }

  #faultOf(name, fault) {
    if (fault?.from === name) return fault.text;
    return this.#waitsFor(name) && !this.#state.connected ? UNCONNECTED : "";
  }

  #waitsFor(name) {
    return [...this.#state.lines.values()].some(({ from }) => from === name);
  }

  #showGroups(browse, state) {
    const choices = state.groups.map(({ id, name, ...facts }) => ({
      key: id,
      name,
      detail: about(facts),
      does: state.rooms.has(id) ? "Open" : "Join",
    }));
    const chooser = browse.querySelector("chat-chooser");
    chooser.show(choices, NO_GROUPS);
    chooser.fail(this.#faultOf("browse", state.fault));
  }

  #showPeople(whisper, state) {
    const choices = acquaintances(state).map((person) => ({
      key: person.id,
      name: person.name,
      detail: `${person.username}, ${isHere(state, person) ? "here" : "away"}`,
      does: "",
      person,
    }));
    whisper.querySelector("chat-chooser").show(choices, NOBODY);
  }

  #tell(dialog, type, detail) {
    dialog.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

function about({ members, private: isPrivate, said_at: saidAt }) {
  const last = saidAt ? `last active: ${dayOf(Date.parse(saidAt))}` : "nothing said yet";
  return [counted(members, "member", "members"), isPrivate && "private", last].filter(Boolean).join(" · ");
}
