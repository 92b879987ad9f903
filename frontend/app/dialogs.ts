/** `data-opens="ID"` opens a dialog, `data-closes` closes the one around it. Focus goes in and comes back natively. */

export function openDialog(dialog: HTMLDialogElement): void {
  if (!dialog.open) dialog.showModal();
}

export function listenForDialogs(document: Document): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest<HTMLElement>("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens ?? "");
      if (dialog instanceof HTMLDialogElement) openDialog(dialog);
      return;
    }
    event.target.closest("[data-closes]")?.closest("dialog")?.close();
  });
}
