// What may follow in a line that begins with a slash: commands by name, then their arguments.
import { apart } from "../../core/names.js";
import { closeness, fits, fold } from "../matching.js";
import { acquaintances, isHere } from "../people.js";

const ARGUMENT = /^[<[](.+?)(?:\.\.\.)?[>\]]$/u;
const GROUP_NAME = new Set(["/group join", "/group leave", "/group member"]);

export function offerCommands(state, before) {
  if (!before.startsWith("/") || before.startsWith("//") || before.includes("\n")) return null;
  const command = called(state, before);
  return command ? argumentsOf(state, command, before) : names(state, before);
}

// What has to be known for completing this line: { what: "people", text }, { what: "groups" } or nothing.
export function wantedByCommands(state, before) {
  const command = called(state, before);
  if (!command) return null;
  if (GROUP_NAME.has(command.name)) return { what: "groups" };
  const typed = before.slice(command.name.length + 1);
  if (parts(command)[0]?.name !== "user" || /\s/u.test(typed)) return null;
  return { what: "people", text: soughtUser(typed) };
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
  // They are few, and each is to be found.
  return { start: 0, options, most: Infinity };
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
  const sought = soughtUser(typed);
  const options = acquaintances(state)
    .filter(({ username, name }) => fits(sought, username, name))
    .sort((a, b) => isHere(state, b) - isHere(state, a))
    .map((person) => ({
      label: person.username,
      detail: [person.name !== person.username && apart(person.name), isHere(state, person) ? "here" : "away"]
        .filter(Boolean)
        .join(", "),
      insert: goesOn ? `${person.username} ` : person.username,
    }));
  return { start, options: unlessWritten(options, typed) };
}

const soughtUser = (typed) => typed.replace(/^@/u, "");

function groups(state, command, typed, start) {
  const isJoining = command.name === "/group join";
  const options = groupNames(state, command.name)
    .filter((name) => fits(typed, name))
    .sort((a, b) => closeness(typed, a) - closeness(typed, b))
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
