// The search page: days are the reader's own, and so are the times that are shown.
import { momentOf, zoneHere } from "./core/text.js";

document.querySelector("[data-zone]").value = zoneHere();

for (const time of document.querySelectorAll("time.hit__time")) {
  time.textContent = momentOf(new Date(time.dateTime));
}

// On to the next word.
const field = document.getElementById("q");
if (document.activeElement === field) field.setSelectionRange(field.value.length, field.value.length);
