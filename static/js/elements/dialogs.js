// The small windows: a new group, the open groups, whom to whisper to, where to go, how one appears,
// the shortcuts, and signing out.
import { lineOf, stateWord } from "../core/person.js";
import { counted, dayOf } from "../core/text.js";
import { isAppearing, looksOf } from "../state/appearance.js";
import { written } from "../state/notify.js";
import { acquaintances } from "../state/people.js";

const UNCONNECTED = "You are not connected. It is done as soon as you are.";
const NO_GROUPS = "There is no group yet. Make the first one.";
const NOBODY = "Nobody else is here yet.";

export class Dialogs {
  #of = Object.fromEntries([...document.querySelectorAll("dialog")].map((one) => [one.id, one]));
  #state = null;
  #isSaving = false;
  #called = null;

  constructor() {
    document.addEventListener("click", ({ target }) => {
      const opener = target.closest("[data-dialog]");
      if (opener) this.open(opener.dataset.dialog);
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
    const { create, browse, whisper, status, switcher, shortcuts } = this.#of;
    if (switcher.open) switcher.querySelector("chat-switcher").render(state);
    if (shortcuts.open) shortcuts.querySelector("shortcut-sheet").render(state);
    if (create.open) this.#showCreating(create, state.fault);
    if (browse.open) this.#showGroups(browse, state);
    if (whisper.open) this.#showPeople(whisper, state);
    if (status.open) this.#showAppearing(status, state);
    this.#showCalling(this.#of.call, state.calling);
  }

  open(name) {
    this.closeAll();
    const dialog = this.#of[name];
    dialog.querySelector("form")?.reset();
    dialog.querySelector("chat-chooser, chat-switcher")?.clear();
    dialog.querySelector("chat-status")?.fill(this.#state);
    this.#isSaving = false;
    this.#tell(dialog, "fault-read");
    if (name === "keywords") this.#fillKeywords(dialog);
    dialog.showModal();
    this.#tell(dialog, "dialog-opened", name);
  }

  // Open it, or close it again where it is open.
  toggle(name) {
    if (this.#of[name].open) this.#of[name].close();
    else this.open(name);
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

  #listen() {
    const { create, browse, whisper, status, unsent, leave, call, keywords } = this.#of;
    status.addEventListener("appearing", ({ detail: changes }) => {
      this.#isSaving = Object.keys(changes).length > 0;
      if (this.#isSaving) this.#tell(status, "appear", changes);
      else status.close();
    });
    leave.addEventListener("submit", () => this.#tell(leave, "say", { body: "/group leave", typed: false }));
    create.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = create.querySelector("input").value.trim();
      const verb = create.querySelector("[name=private]").checked ? "create-private" : "create";
      if (name) this.#say(create, `/group ${verb} ${name}`);
    });
    call.addEventListener("submit", () => this.#tell(call, "call", this.#called.id));
    keywords.addEventListener("submit", (event) => this.#keepKeywords(keywords, event));
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
    this.#faultIn(create, this.#faultOf("create", fault));
  }

  // The server's sentence begins with the question.
  #showCalling(dialog, calling) {
    if (!calling || calling === this.#called) return;
    this.#called = calling;
    const [question, ...more] = calling.text.split(/(?<=\?) /u);
    dialog.querySelector(".dialog__title").textContent = question;
    dialog.querySelector("[data-more]").textContent = more.join(" ");
    dialog.showModal();
  }

  #fillKeywords(dialog) {
    dialog.querySelector("textarea").value = this.#state.keywords.join("\n");
    this.#faultIn(dialog, "");
  }

  #keepKeywords(dialog, event) {
    const { keywords, fault } = written(dialog.querySelector("textarea").value);
    this.#faultIn(dialog, fault ?? "");
    if (fault) return event.preventDefault();
    return this.#tell(dialog, "keywords", keywords);
  }

  #faultIn(dialog, words) {
    const shown = dialog.querySelector(".dialog__fault");
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
      detail: lineOf(looksOf(state, person), person, stateWord(looksOf(state, person).state)),
      does: "",
      person,
    }));
    whisper.querySelector("chat-chooser").show(choices, NOBODY);
  }

  #showAppearing(status, state) {
    const isUnanswered = this.#isSaving && isAppearing(state);
    const words = state.fault?.from === "status" ? state.fault.text : "";
    status.querySelector("chat-status").fail(words || (isUnanswered && !state.connected ? UNCONNECTED : ""));
    if (!this.#isSaving || isUnanswered) return;
    this.#isSaving = false;
    if (!words) status.close();
  }

  #tell(dialog, type, detail) {
    dialog.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

function about({ members, private: isPrivate, said_at: saidAt }) {
  const last = saidAt ? `last active: ${dayOf(Date.parse(saidAt))}` : "nothing said yet";
  return [counted(members, "member", "members"), isPrivate && "private", last].filter(Boolean).join(" · ");
}
