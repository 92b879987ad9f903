/** `data-can-show` on a password field: a button beside it shows what is typed, so that nobody types it twice. */
export function offerToShow(document: Document): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("input[data-can-show]")) {
    const show = document.createElement("button");
    show.type = "button";
    show.className = "button button-quiet";
    const words = [field.dataset.show ?? "", field.dataset.hide ?? ""];
    const tell = () => {
      const isShown = field.type === "text";
      show.textContent = words[isShown ? 1 : 0] ?? "";
      show.setAttribute("aria-pressed", String(isShown));
    };
    show.addEventListener("click", () => {
      field.type = field.type === "password" ? "text" : "password";
      tell();
    });
    field.form?.addEventListener("submit", () => {
      // Browsers offer to keep a password only from a password field.
      field.type = "password";
    });
    tell();
    const pair = document.createElement("div");
    pair.className = "flex items-center gap-2";
    field.replaceWith(pair);
    pair.append(field, show);
  }
}
