// Everywhere one can go: the rooms one is in, and people, with whom a whisper may begin.
import { closeness, fits } from "./matching.js";
import { acquaintances, isHere } from "./people.js";
import { inList, placeOf, shown, titleOf, whisperWith } from "./rooms.js";

const MOST = 30;

// Those that fit the typed words, best first; without words those visited last, then what is new.
// `visited` are the places where one was, the latest first.
export function findPlaces(state, visited, text) {
  const rank = new Map(visited.map((place, number) => [place, number]));
  const here = placeOf(shown(state));
  const found = [...inList(state).map((room) => ofRoom(state, room)), ...strangers(state)].filter(
    ({ key, names }) => (text.trim() ? fits(text, ...names) : key !== here),
  );
  const order = ({ key, names, news }) => [
    text.trim() ? closeness(text, ...names) : 0,
    rank.get(key) ?? Infinity,
    news ? 0 : 1,
  ];
  return found
    .map((place) => ({ place, order: order(place) }))
    .sort((a, b) => compare(a.order, b.order))
    .slice(0, MOST)
    .map(({ place }) => place);
}

function ofRoom(state, room) {
  const person = room.kind === "whisper" ? room.with[0] : null;
  const name = titleOf(room);
  return {
    key: placeOf(room),
    name,
    names: person ? [name, person.username] : [name],
    detail: person ? about(state, person) : room.kind === "group" ? "group" : "everybody",
    room,
    person,
    news: room.unread,
  };
}

function strangers(state) {
  const people = acquaintances(state).filter((person) => !whisperWith(state, person));
  return people.map((person) => ({
    key: `to:${person.id}`,
    name: person.name,
    names: [person.name, person.username],
    detail: about(state, person),
    room: null,
    person,
    news: 0,
  }));
}

function about(state, person) {
  const where = isHere(state, person) ? "here" : "away";
  return person.username === person.name ? where : `${person.username}, ${where}`;
}

function compare(a, b) {
  const place = a.findIndex((one, number) => one !== b[number]);
  return place < 0 ? 0 : a[place] < b[place] ? -1 : 1;
}
