// Who belongs to a room: a count, a list where it is shown, and quiet lines. Never as unread.
import { apart } from "../core/names.js";
import { notice } from "./notices.js";
import { lobby, note, reached } from "./rooms.js";

export const members = {
  "member.joined"(state, event) {
    const room = heardIn(state, event);
    if (!room) return;
    // Who is described a room is counted in it already.
    if (event.seq > room.told && event.user.id !== state.me.id) room.members += 1;
    room.people.set(event.user.id, event.user);
    // Whoever is in a group first has made it.
    note(room, event.seq, { names: [event.user.name], verb: coming(event) });
    if (event.by && event.user.id === state.me.id) {
      notice(state, lobby(state), `${event.by.name} brought you into ${room.name}.`);
    }
  },

  "member.left"(state, event) {
    const room = heardIn(state, event);
    if (!room) return;
    if (event.seq > room.told) room.members -= 1;
    room.people.delete(event.user.id);
    if (event.by) note(room, event.seq, { words: removal(event) });
    else note(room, event.seq, { names: [event.user.name], verb: "left" });
    if (event.by && event.user.id === state.me.id) {
      notice(state, lobby(state), `${removal(event, "you", apart(room.name))}.`);
    }
  },

  "member.changed"(state, event) {
    const room = heardIn(state, event);
    if (!room) return;
    if (event.user.id === state.me.id && event.seq > room.told) room.role = event.role;
    const role = event.role === "owner" ? "owns this group" : "is a member of this group";
    note(room, event.seq, { words: `${apart(event.user.name)} ${role} now` });
  },
};

function heardIn(state, { room: id, seq }) {
  const room = state.rooms.get(id);
  return room && reached(room, seq) ? room : null;
}

function coming({ seq, by }) {
  if (by) return `joined, brought by ${apart(by.name)}`;
  return seq === 1 ? "made this group" : "joined";
}

function removal({ user, by, reason }, whom = apart(user.name), place = "this group") {
  return `${apart(by.name)} removed ${whom} from ${place}${reason ? ` (${apart(reason)})` : ""}`;
}
