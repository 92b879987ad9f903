/**
 * `<input data-filters="ID">` hides the rows of that list whose text does not hold every word typed. It happens here
 * and not on the server because a name must not stand in an address; `ID-none` is shown when nothing is left.
 */

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

export function matches(text: string, typed: string): boolean {
  const hay = plain(text);
  return plain(typed)
    .split(/\s+/)
    .every((word) => hay.includes(word));
}

export function listenForFiltering(document: Document): void {
  document.addEventListener("input", (event) => {
    const field = event.target instanceof HTMLInputElement ? event.target : null;
    const list = field?.dataset.filters ? document.getElementById(field.dataset.filters) : null;
    if (!field || !list) return;
    let left = 0;
    for (const row of Array.from(list.children) as HTMLElement[]) {
      row.hidden = !matches(row.textContent ?? "", field.value);
      if (!row.hidden) left += 1;
    }
    const none = document.getElementById(`${list.id}-none`);
    if (none) none.hidden = left > 0;
  });
}
