// Names that a message calls: a press begins a whisper, and whoever is called themselves sees it.

export function dressMentions(words, message, { me, isToMe }) {
  for (const span of words.querySelectorAll(".mention")) {
    const id = Number(span.dataset.user);
    const person = message.mentions.find((one) => one.id === id);
    if (id === me || (!id && isToMe)) span.replaceWith(called(span.textContent));
    else if (person) span.replaceWith(pressable(span.textContent, person));
  }
}

function called(name) {
  const mark = document.createElement("mark");
  mark.className = "mention mention--me";
  const you = document.createElement("span");
  you.className = "visually-hidden";
  you.textContent = " (you)";
  mark.append(name, you);
  return mark;
}

function pressable(name, person) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mention";
  button.dataset.mention = person.id;
  button.title = `Whisper to ${person.name}`;
  button.textContent = name;
  return button;
}
