// A list whose elements follow rows: one element for each key, touched when its stamp changes.
export class Rows {
  #list;
  #make;
  #fill;
  #shown = new Map();

  // `make(row)` gives a new element, `fill(element, row)` dresses it.
  constructor(list, make, fill) {
    this.#list = list;
    this.#make = make;
    this.#fill = fill;
  }

  show(rows) {
    const keys = new Set(rows.map(({ key }) => key));
    for (const [key, { element }] of this.#shown) {
      if (keys.has(key)) continue;
      element.remove();
      this.#shown.delete(key);
    }
    let place = this.#list.firstElementChild;
    for (const row of rows) {
      const element = this.#dressed(row);
      if (element === place) place = place.nextElementSibling;
      else this.#list.insertBefore(element, place);
    }
  }

  rowOf(element) {
    for (const { element: own, row } of this.#shown.values()) if (own.contains(element)) return row;
    return null;
  }

  elementOf(key) {
    return this.#shown.get(key)?.element ?? null;
  }

  #dressed(row) {
    const known = this.#shown.get(row.key);
    const element = known?.element ?? this.#make(row);
    if (!known || known.row.stamp !== row.stamp) this.#fill(element, row);
    this.#shown.set(row.key, { element, row });
    return element;
  }
}

// A new element from the page's markup for this kind of row.
export function fromTemplate(kind) {
  return document.getElementById(`${kind}-row`).content.firstElementChild.cloneNode(true);
}
