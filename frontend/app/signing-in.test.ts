import { beforeEach, describe, expect, it } from "vitest";
import { listenForFiltering, matches } from "./filtering";
import { creationOptions, requestOptions, toBytes, toText } from "./passkeys";
import { offerToShow } from "./passwords";

describe("bytes in JSON", () => {
  it("come back as they went, whatever their number", () => {
    for (let length = 0; length < 40; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + 251) % 256);
      expect(toBytes(toText(bytes.buffer))).toEqual(bytes);
    }
  });

  it("are written without padding and without signs that mean something in an address", () => {
    expect(toText(Uint8Array.from([251, 255, 254]).buffer)).toBe("-__-");
    expect(toText(Uint8Array.from([1]).buffer)).toBe("AQ");
  });
});

describe("a passkey's options", () => {
  it("keep what the server said and open its bytes", () => {
    const made = creationOptions({
      rp: { id: "localhost", name: "Cedar" },
      user: { id: "AQ", name: "dana@cedar.example", displayName: "Dana" },
      challenge: "AgM",
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      excludeCredentials: [{ type: "public-key", id: "BA" }],
      authenticatorSelection: { userVerification: "required", residentKey: "required" },
    });
    expect(made.rp).toEqual({ id: "localhost", name: "Cedar" });
    expect(made.challenge).toEqual(Uint8Array.from([2, 3]));
    expect(made.user.id).toEqual(Uint8Array.from([1]));
    expect(made.user.displayName).toBe("Dana");
    expect(made.excludeCredentials?.[0]?.id).toEqual(Uint8Array.from([4]));
    expect(made.authenticatorSelection?.userVerification).toBe("required");
  });

  it("may name no credential at all, so that the device offers every passkey of this host", () => {
    const asked = requestOptions({ challenge: "AgM", userVerification: "required" });
    expect(asked.allowCredentials).toEqual([]);
    expect(asked.userVerification).toBe("required");
  });
});

describe("the password field", () => {
  beforeEach(() => {
    document.body.innerHTML =
      '<form><input type="password" data-can-show data-show="Show" data-hide="Hide"><button type="submit"></button></form>';
    offerToShow(document);
  });

  it("shows what is typed and hides it again", () => {
    const field = document.querySelector("input") as HTMLInputElement;
    const show = field.nextElementSibling as HTMLButtonElement;
    show.click();
    expect([field.type, show.textContent, show.getAttribute("aria-pressed")]).toEqual(["text", "Hide", "true"]);
    show.click();
    expect([field.type, show.textContent, show.getAttribute("aria-pressed")]).toEqual(["password", "Show", "false"]);
  });

  it("is a password field again when it is sent, so that the browser offers to keep it", () => {
    const field = document.querySelector("input") as HTMLInputElement;
    (field.nextElementSibling as HTMLButtonElement).click();
    field.form?.dispatchEvent(new Event("submit"));
    expect(field.type).toBe("password");
  });
});

describe("finding by name", () => {
  it("takes words in any order, any case, without accents", () => {
    expect(matches("Tomás Vidal", "vid tom")).toBe(true);
    expect(matches("Tomás Vidal", "tomas")).toBe(true);
    expect(matches("Tomás Vidal", "")).toBe(true);
    expect(matches("Tomás Vidal", "ana")).toBe(false);
  });

  it("hides the rows of others and says when nobody is left", () => {
    document.body.innerHTML =
      '<input data-filters="list"><ul id="list"><li>Ana</li><li>Sam</li></ul><p id="list-none" hidden></p>';
    listenForFiltering(document);
    const field = document.querySelector("input") as HTMLInputElement;
    const type = (text: string) => {
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      return [...document.querySelectorAll<HTMLElement>("li, p")].map((element) => element.hidden);
    };
    expect(type("sa")).toEqual([true, false, true]);
    expect(type("zoe")).toEqual([true, true, false]);
    expect(type("")).toEqual([false, false, true]);
  });
});
