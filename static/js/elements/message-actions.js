import { canDelete, canEdit } from "../state/corrections.js";
import { mayPin } from "../state/kept.js";

// What can be done with a message: one row of buttons, which goes to the message that is pointed
// at or focused. Each button tells what is wanted, with the message.
const stands = ({ message }) => !message.deleted && message.kind !== "system";
const isOpen = ({ row, room }) => stands(row) && !room.closed;
const isPinnable = ({ state, row, room }) => isOpen({ row, room }) && mayPin(state, room);
const inRoom = (may) => ({ state, row, room }) => may(state, room, row.message);

const ACTIONS = [
  {
    name: "react",
    label: "React",
    icon: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5v.1M15 9.5v.1",
    isFor: isOpen,
  },
  {
    name: "reply",
    label: "Reply",
    icon: "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1",
    isFor: isOpen,
  },
  {
    name: "copy-link",
    label: "Copy link",
    icon: "M10 14a4 4 0 0 0 6 0l3-3a4.2 4.2 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4.2 4.2 0 0 0 6 6l1-1",
    isFor: () => true,
  },
  {
    name: "save",
    label: "Save for yourself",
    icon: "m12 4 2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z",
    isFor: ({ row }) => stands(row) && !row.isSaved,
  },
  {
    name: "unsave",
    label: "Take out of saved",
    icon: "m12 4 2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8zM4 4l16 16",
    isFor: ({ row }) => row.isSaved,
  },
  {
    name: "pin",
    label: "Pin for everyone here",
    icon: "M9 4h6l-1 6 4 4H6l4-4zM12 14v6",
    isFor: (its) => isPinnable(its) && !its.row.message.pinned,
  },
  {
    name: "unpin",
    label: "Unpin",
    icon: "M9 4h6l-1 6 4 4H6l4-4zM12 14v6M4 4l16 16",
    isFor: (its) => isPinnable(its) && Boolean(its.row.message.pinned),
  },
  {
    name: "edit-message",
    label: "Edit",
    icon: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
    isFor: inRoom(canEdit),
  },
  {
    name: "delete-message",
    label: "Delete",
    icon: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
    isFor: inRoom(canDelete),
  },
  {
    name: "message-history",
    label: "History",
    icon: "M12 8v4l3 2M4 12a8 8 0 1 0 2.5-5.8M4 4v4h4",
    isFor: ({ row }) => Boolean(row.message.edited_at) && !row.message.deleted,
  },
  {
    name: "unread-from",
    label: "Mark unread from here",
    icon: "M4 6h16v12H4zM4 7l8 6 8-6",
    isFor: ({ row }) => !row.isOwn,
  },
];

export class MessageActions {
  #bar = document.getElementById("actions-row").content.firstElementChild.cloneNode(true);
  #rowOf;
  #state = null;
  #row = null;

  // `rowOf(element)` is the row in which an element stands.
  constructor(log, rowOf) {
    this.#rowOf = rowOf;
    this.#bar.append(...ACTIONS.map(buttonOf));
    this.#bar.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    log.addEventListener("focusin", ({ target }) => this.#go(target));
    log.addEventListener("pointerover", ({ target }) => this.#bar.querySelector(":focus-visible") || this.#go(target));
    log.addEventListener("pointerleave", () => this.#leave(log));
    log.addEventListener("keydown", (event) => this.#step(event));
  }

  render(state) {
    this.#state = state;
    if (this.#bar.isConnected) this.#go(this.#bar.parentElement);
  }

  #go(target) {
    const element = target.closest(".message");
    if (!element || !this.#state) return;
    this.#row = this.#rowOf(element);
    const its = this.#standing();
    const focused = this.#bar.contains(document.activeElement) ? document.activeElement : null;
    for (const [place, { isFor }] of ACTIONS.entries()) {
      this.#bar.children[place].hidden = !its || !isFor(its);
    }
    if (focused?.hidden) this.#bar.querySelector(`[data-action="${oppositeOf(focused.dataset.action)}"]`)?.focus();
    const hasSome = [...this.#bar.children].some(({ hidden }) => !hidden);
    if (!hasSome) this.#bar.remove();
    else if (this.#bar.parentElement !== element) element.append(this.#bar);
  }

  // Without a pointer it is where the keys are, or nowhere.
  #leave(log) {
    const focused = log.querySelector(".message:focus-visible, .message :focus-visible");
    if (focused) this.#go(focused);
    else if (!this.#bar.contains(document.activeElement)) this.#bar.remove();
  }

  // The row with its room: none before the line is kept, and none once the room was left.
  #standing() {
    const room = this.#state.rooms.get(this.#row?.message?.room);
    return room && { state: this.#state, row: this.#row, room };
  }

  // Up and down go from message to message; the buttons of the focused one are next by Tab.
  #step(event) {
    // A pointer that rests on another message may have taken them away.
    this.#go(event.target);
    const direction = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
    if (!direction || !event.target.matches(".message")) return;
    event.preventDefault();
    let next = event.target[direction];
    while (next && !next.matches(".message")) next = next[direction];
    next?.focus();
  }

  #pressed(button) {
    if (!button) return;
    const detail = this.#row.message;
    button.dispatchEvent(new CustomEvent(button.dataset.action, { bubbles: true, detail }));
  }
}

// What takes the place of a button that was pressed, and the focus with it.
function oppositeOf(name) {
  return name.startsWith("un") ? name.slice(2) : `un${name}`;
}

function buttonOf({ name, label, icon }) {
  const button = document.getElementById("action-row").content.firstElementChild.cloneNode(true);
  button.dataset.action = name;
  button.ariaLabel = button.title = label;
  button.querySelector("path").setAttribute("d", icon);
  return button;
}
