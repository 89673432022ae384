// Which pages of this chat are open in this browser. Each holds a lock under its own name for
// as long as it lives, so a page that crashed counts as closed.
const PREFIX = "chat-page:";
const TAKING = "chat-inherit";

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
}

export async function arrive(id) {
  // Without encryption browsers have no locks; a line that two pages send is still kept once.
  if (!navigator.locks) return;
  await new Promise((resolve) => {
    navigator.locks.request(PREFIX + id, () => {
      resolve();
      return new Promise(() => {});
    });
  });
}

// Run `what(ids of the open pages)` while no other page does.
export async function alone(id, what) {
  if (!navigator.locks) return what(new Set([id]));
  return navigator.locks.request(TAKING, async () => {
    const { held } = await navigator.locks.query();
    const names = held.map(({ name }) => name).filter((name) => name.startsWith(PREFIX));
    return what(new Set(names.map((name) => name.slice(PREFIX.length))));
  });
}
