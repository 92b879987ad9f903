/**
 * Stands before livekit-client's media worker and keeps it from ever passing on plaintext.
 *
 * The library turns decryption on or off as the *server* says, per participant, and encrypts only for the
 * identity the server gave us. A hostile server could therefore ask for plaintext, or play its own. Here
 * encryption is on for everybody, from before the first frame, and nothing turns it off: without a key a
 * frame is dropped. Measured against the library in `workerguard.test.ts`.
 */

interface Envelope {
  readonly kind: string;
  readonly data?: { enabled?: boolean; forced?: boolean; participantIdentity?: unknown };
}

/** The part of a worker's global scope that the guard needs; a test brings its own. */
export interface Scope {
  onmessage: ((this: never, event: MessageEvent) => unknown) | null;
  addEventListener(type: string, listener: (event: never) => void): void;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

/** Must run before the library's module sets its own handlers. */
export function guard(scope: Scope): void {
  const sealed = new Set<string>();

  const seal = (identity: unknown): void => {
    if (typeof identity !== "string" || sealed.has(identity)) return;
    sealed.add(identity);
    const data: Envelope = { kind: "enable", data: { enabled: true, participantIdentity: identity, forced: true } };
    scope.onmessage?.call(scope as never, new MessageEvent("message", { data }));
  };

  scope.addEventListener("message", (event: MessageEvent<Envelope>) => {
    const { kind, data } = event.data;
    if (kind === "enable" && data) data.enabled = true;
    // Detached from its participant a cryptor would hand on what the server sends: keep it attached.
    if (kind === "removeTransform") event.stopImmediatePropagation();
    seal(data?.participantIdentity);
  });

  // Firefox and Safari bring their streams this way.
  scope.addEventListener(
    "rtctransform",
    (event: Event & { transformer?: { options?: { participantIdentity?: unknown } } }) => {
      seal(event.transformer?.options?.participantIdentity);
    },
  );

  // The library acknowledges; its main side does not know of what only the guard asked for.
  const post = scope.postMessage.bind(scope);
  scope.postMessage = (message: unknown, transfer: Transferable[] = []) => {
    if ((message as Envelope | null)?.data?.forced !== true) post(message, transfer);
  };
}
