// What may follow in a line that begins with a slash: commands by name, then their arguments.
import { acquaintances, isHere } from "./people.js";

const MOST = 12;
const ARGUMENT = /^[<[](.+?)(?:\.\.\.)?[>\]]$/u;
const GROUP_NAME = new Set(["/group join", "/group leave", "/group member"]);

// { start, options } for the text before the caret, where `start` is the place that an option
// replaces from; null when there is nothing to offer.
export function complete(state, before) {
  if (!before.startsWith("/") || before.startsWith("//") || before.includes("\n")) return null;
  const command = called(state, before);
  const found = command ? argumentsOf(state, command, before) : names(state, before);
  return found?.options.length ? { ...found, options: found.options.slice(0, MOST) } : null;
}

// What has to be known for completing this line: "people", "groups" or nothing.
export function wanted(state, before) {
  const command = called(state, before);
  if (!command) return null;
  if (GROUP_NAME.has(command.name)) return "groups";
  return parts(command)[0]?.name === "user" ? "people" : null;
}

// Whether a line is a command whose words are heard in the room where it is typed.
export function speaks(state, line) {
  return Boolean(called(state, line)?.speaks);
}

function names(state, before) {
  const typed = before.toLocaleLowerCase();
  const options = state.commands
    .filter(({ name }) => name.startsWith(typed))
    .map(({ name, usage, summary }) => ({
      label: usage,
      detail: summary,
      insert: usage === name ? name : `${name} `,
    }));
  return { start: 0, options };
}

function argumentsOf(state, command, before) {
  const start = command.name.length + 1;
  const typed = before.slice(start);
  const [argument] = parts(command);
  if (argument?.name === "user") return people(state, typed, start, parts(command).length > 1);
  if (GROUP_NAME.has(command.name)) return groups(state, command, typed, start);
  if (argument?.name === "command") return commands(state, typed, start);
  return null;
}

function people(state, typed, start, goesOn) {
  if (/\s/u.test(typed)) return null;
  const sought = fold(typed.replace(/^@/u, ""));
  const fits = ({ username, name }) =>
    fold(username).startsWith(sought) || fold(name).split(/\s+/u).some((word) => word.startsWith(sought));
  const options = acquaintances(state)
    .filter(fits)
    .sort((a, b) => isHere(state, b) - isHere(state, a))
    .map((person) => ({
      label: person.username,
      detail: [person.name !== person.username && person.name, isHere(state, person) ? "here" : "away"]
        .filter(Boolean)
        .join(", "),
      insert: goesOn ? `${person.username} ` : person.username,
    }));
  return { start, options: unlessWritten(options, typed) };
}

function groups(state, command, typed, start) {
  const isJoining = command.name === "/group join";
  const options = groupNames(state, command.name)
    .filter((name) => fold(name).startsWith(fold(typed)))
    .map((name) => ({ label: name, detail: isJoining ? "join" : "", insert: name }));
  return { start, options: unlessWritten(options, typed) };
}

function groupNames(state, name) {
  const own = [...state.rooms.values()].filter(({ kind }) => kind === "group").map((room) => room.name);
  const others = state.groups.filter((group) => !own.includes(group.name)).map((group) => group.name);
  if (name === "/group join") return others;
  return name === "/group leave" ? own : [...own, ...others];
}

function commands(state, typed, start) {
  const sought = typed.replace(/^\//u, "").toLocaleLowerCase();
  const options = state.commands
    .filter(({ name }) => name.slice(1).startsWith(sought))
    .map(({ name, summary }) => ({ label: name.slice(1), detail: summary, insert: name.slice(1) }));
  return { start, options: unlessWritten(options, typed) };
}

// What is written already needs no offer.
function unlessWritten(options, typed) {
  return options.filter(({ insert }) => fold(insert.trim()) !== fold(typed));
}

function called(state, before) {
  const line = before.toLocaleLowerCase();
  return state.commands
    .filter(({ name }) => line.startsWith(`${name} `))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

function parts(command) {
  return command.usage
    .slice(command.name.length)
    .split(/\s+(?=[<[])/u)
    .filter((part) => ARGUMENT.test(part))
    .map((part) => ({ name: part.match(ARGUMENT)[1] }));
}

function fold(text) {
  return text.normalize("NFKC").toLocaleLowerCase();
}
