// What may follow before the caret. Each source knows one sign: a slash, @, # or a colon.
import { offerCommands, wantedByCommands } from "./offers/commands.js";
import { offerEmoji, wantsEmoji } from "./offers/emoji.js";
import { offerPeople, soughtPerson } from "./offers/people.js";
import { offerRooms, wantsRooms } from "./offers/rooms.js";

const MOST = 12;
const sources = [offerCommands, offerPeople, offerRooms, offerEmoji];

// { start, options } for the text before the caret, where `start` is the place that an option
// replaces from; null when there is nothing to offer.
export function complete(state, before) {
  for (const offer of sources) {
    const found = offer(state, before);
    if (found?.options.length) return { ...found, options: found.options.slice(0, found.most ?? MOST) };
  }
  return null;
}

// What has to be known for completing this text: [{ what, text }].
export function wanted(state, before) {
  const person = soughtPerson(before);
  return [
    wantedByCommands(state, before),
    { what: person !== null && "members", text: person },
    { what: wantsRooms(before) && "groups" },
    { what: wantsEmoji(before) && "emoji" },
  ].filter((one) => one?.what);
}
