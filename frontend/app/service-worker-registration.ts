/** Help now must open without a network; nothing else is kept (see service-worker.ts). */
export function registerServiceWorker(): void {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  // The path passes the Trusted Types policy because it is ours; a refusal (private windows) costs only offline help.
  navigator.serviceWorker.register("/service-worker.js", { scope: "/" }).catch(() => undefined);
}
