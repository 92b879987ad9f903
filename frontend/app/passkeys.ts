/**
 * Passkeys: `<button type="button" data-passkey="create|get" data-options="URL" data-action="URL" data-failed="…"
 * hidden>`. It appears where the browser knows passkeys; pressing it asks `options` for a challenge, the device for an
 * answer, and posts that to `action` as a form of its own.
 */

import { csrfToken, readWords } from "./page";
import { toast } from "./toast";

type Json = Record<string, unknown>;

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export function toText(bytes: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

type Named = { id: string; type: "public-key"; transports?: AuthenticatorTransport[] };

function described(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list as Named[] | undefined) ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));
}

/** The server's JSON (WebAuthn level 3, section 5.1.8) as the browser of 2023 wants it. */
export function creationOptions(json: Json): PublicKeyCredentialCreationOptions {
  const options = json as unknown as PublicKeyCredentialCreationOptions & { user: { id: unknown } };
  return {
    ...options,
    challenge: toBytes(json.challenge as string),
    user: { ...options.user, id: toBytes((json.user as { id: string }).id) },
    excludeCredentials: described(json.excludeCredentials),
  };
}

export function requestOptions(json: Json): PublicKeyCredentialRequestOptions {
  return {
    ...(json as unknown as PublicKeyCredentialRequestOptions),
    challenge: toBytes(json.challenge as string),
    allowCredentials: described(json.allowCredentials),
  };
}

export function answered(credential: PublicKeyCredential): Json {
  const { response } = credential;
  const parts: Json = { clientDataJSON: toText(response.clientDataJSON) };
  if (response instanceof AuthenticatorAttestationResponse) {
    parts.attestationObject = toText(response.attestationObject);
    parts.transports = response.getTransports();
  } else if (response instanceof AuthenticatorAssertionResponse) {
    parts.authenticatorData = toText(response.authenticatorData);
    parts.signature = toText(response.signature);
    parts.userHandle = response.userHandle ? toText(response.userHandle) : null;
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: parts,
  };
}

async function ask(button: HTMLButtonElement): Promise<PublicKeyCredential> {
  const answer = await fetch(button.dataset.options ?? "", {
    method: "POST",
    headers: { "X-CSRFToken": csrfToken(button.ownerDocument), Accept: "application/json" },
  });
  const body = (await answer.json()) as Json;
  if (answer.status === 401 && typeof body.go === "string") location.assign(body.go);
  if (!answer.ok) throw new Error(String(body.message ?? answer.status));
  const publicKey = body.publicKey as Json;
  const credential =
    button.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: creationOptions(publicKey) })
      : await navigator.credentials.get({ publicKey: requestOptions(publicKey) });
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey");
  return credential;
}

function send(document: Document, action: string, values: Record<string, string>): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  for (const [name, value] of Object.entries(values)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

export function offerPasskeys(document: Document): void {
  if (typeof PublicKeyCredential === "undefined") return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        send(document, button.dataset.action ?? "", {
          csrfmiddlewaretoken: csrfToken(document),
          next: button.dataset.next ?? "",
          credential: JSON.stringify(answered(await ask(button))),
        });
      } catch {
        // Refused, cancelled or timed out: the browser does not say which, on purpose.
        toast(document, button.dataset.failed ?? "", readWords(document).dismiss ?? "");
      }
    });
  }
}
