// Copying the words of an element, without the end of the last line, which a terminal would take
// for Enter. Tells whether it worked; where not, they are marked.
export async function copied(element) {
  // Without encryption browsers have the old way only.
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(element.textContent.replace(/\n$/u, ""));
      return true;
    } catch {
      // Not allowed, perhaps: the old way asks for less.
    }
  }
  getSelection().selectAllChildren(element);
  const isCopied = document.execCommand("copy");
  if (isCopied) getSelection().removeAllRanges();
  return isCopied;
}
