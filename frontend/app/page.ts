/** What the server put into the page for its scripts: words in the reader's language, and who reads. */

export type Words = Readonly<Record<string, string>>;

/** The dictionary of `src/freehold/web/words.py`; empty on a page that brings none. */
export function readWords(document: Document): Words {
  const text = document.getElementById("words")?.textContent;
  return text ? (JSON.parse(text) as Words) : {};
}

/** Ids of the person who reads this page, or null when signed out. */
export function reader(document: Document): string | null {
  return document.body.dataset.person ?? null;
}

export function csrfToken(document: Document): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";
}

/** The elements of `root` that match, itself included. */
export function within<E extends HTMLElement>(root: ParentNode, selector: string): E[] {
  const found = [...root.querySelectorAll<E>(selector)];
  if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root as E);
  return found;
}
