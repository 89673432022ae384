// The small signs outside of the page: the icon of its tab, and that of an installed app.
const icon = document.querySelector("link[rel=icon]");
const plain = icon.href;
let worn = "";

export function wear({ calls, hasNews }) {
  const sign = calls ? String(calls) : hasNews ? "news" : "";
  if (sign === worn) return;
  worn = sign;
  icon.href = calls ? icon.dataset.calls : hasNews ? icon.dataset.news : plain;
  const told = calls || !hasNews ? navigator.setAppBadge?.(calls) : navigator.setAppBadge?.();
  // Where the page is not installed there is nothing to set.
  told?.catch(() => {});
}
