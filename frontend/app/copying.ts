import type { Words } from "./page";
import { toast } from "./toast";

/** `data-copies="ID"`: puts the text or value of that element on the clipboard and says so. */
export function listenForCopying(document: Document, words: Words): void {
  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copies]") : null;
    if (!button) return;
    const source = document.getElementById(button.dataset.copies ?? "");
    if (!source) return;
    const text = source instanceof HTMLInputElement ? source.value : (source.textContent ?? "");
    try {
      await navigator.clipboard.writeText(text.trim());
      toast(document, words.copied ?? "", words.dismiss ?? "");
    } catch {
      selectAll(source);
      toast(document, words.copy_failed ?? "", words.dismiss ?? "");
    }
  });
}

function selectAll(source: HTMLElement): void {
  if (source instanceof HTMLInputElement) source.select();
  else getSelection()?.selectAllChildren(source);
}
