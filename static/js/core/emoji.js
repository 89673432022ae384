// The names of all emoji, loaded when they are first needed.
let loading = null;

export function emojiNames() {
  loading ??= import("../state/emoji.js");
  return loading.catch((fault) => {
    // It is tried again when they are needed next.
    loading = null;
    throw fault;
  });
}
