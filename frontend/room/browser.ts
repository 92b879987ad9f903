/** What follows from a browser's name. */

import type { WordName } from "./words";

/** Which browser's way of allowing a camera to explain. A guess, good enough for a sentence. */
export function allowWord(agent: string, touches: number): WordName {
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touches > 1)) return "allow_ios";
  if (/Android/.test(agent)) return "allow_android";
  if (/Firefox\//.test(agent)) return "allow_firefox";
  if (/Safari\//.test(agent) && !/Chrom(e|ium)\//.test(agent)) return "allow_safari";
  return "allow_chrome";
}

/** WebKit before 17.2 cannot encrypt several layers of one picture; the media library looks only at its old option. */
export function encryptsLayers(userAgent: string): boolean {
  const version = /Version\/(\d+)\.(\d+).*Safari/.exec(userAgent);
  if (!version) return true;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  return major > 17 || (major === 17 && minor >= 2);
}
