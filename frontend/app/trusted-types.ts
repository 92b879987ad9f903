// Stands first on every page. `require-trusted-types-for 'script'` stops every string that would become markup
// or code; this policy decides what may pass. Markup passes because inline script is refused by the content
// policy anyway; a script's address only if it is ours; code from text never.
// Sources: https://w3c.github.io/trusted-types/dist/spec/, section 4.1.1 (the default policy).

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: {
      createHTML?: (text: string) => string;
      createScriptURL?: (address: string) => string | null;
    },
  ): unknown;
}

const trustedTypes = (window as unknown as { trustedTypes?: TrustedTypes }).trustedTypes;

trustedTypes?.createPolicy("default", {
  createHTML: (text) => text,
  createScriptURL: (address) => (new URL(address, document.baseURI).origin === location.origin ? address : null),
});
