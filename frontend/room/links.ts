/** Finds web addresses in what somebody wrote. Pure; only http and https ever become links. */

export interface Piece {
  readonly text: string;
  readonly href: string | null;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;
const TRAILING = /[.,;:!?)\]}»”’]+$/;

export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const shown = trimmed(match[0]);
    const href = safe(shown);
    if (!href) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index), href: null });
    found.push({ text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length || found.length === 0) found.push({ text: text.slice(end), href: null });
  return found;
}

/** A sentence ends after a link, not in it; a bracket belongs to it only when it was opened in it. */
function trimmed(address: string): string {
  let text = address;
  for (;;) {
    const tail = TRAILING.exec(text)?.[0];
    if (!tail) return text;
    if (text.endsWith(")") && text.split("(").length >= text.split(")").length) return text;
    text = text.slice(0, -1);
  }
}

/** Null unless the address parses, is web, and carries no name and password that would disguise its host. */
function safe(address: string): string | null {
  try {
    const url = new URL(address);
    const isWeb = url.protocol === "https:" || url.protocol === "http:";
    return isWeb && !url.username && !url.password && url.hostname ? url.href : null;
  } catch {
    return null;
  }
}
