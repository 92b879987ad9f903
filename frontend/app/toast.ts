/** Short remarks at the foot of the page, read out by screen readers because their container is a live region. */

const STAYS = 8_000; // ms; long enough to read aloud, and it can be closed

export function toast(document: Document, text: string, dismiss: string): void {
  const region = document.getElementById("toasts");
  if (!region || !text) return;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  region.append(box);
  makeDismissible(box, dismiss);
}

/** Gives a toast its close button and its end; also those that came with the page. */
export function makeDismissible(box: HTMLElement, dismiss: string): void {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", dismiss);
  button.textContent = "×";
  button.addEventListener("click", () => box.remove());
  box.append(button);
  let left = setTimeout(() => box.remove(), STAYS);
  // Whoever reads it with pointer or focus on it keeps it (WCAG 2.2.1).
  const hold = () => clearTimeout(left);
  const release = () => {
    clearTimeout(left);
    left = setTimeout(() => box.remove(), STAYS);
  };
  box.addEventListener("pointerenter", hold);
  box.addEventListener("pointerleave", release);
  box.addEventListener("focusin", hold);
  box.addEventListener("focusout", release);
}
