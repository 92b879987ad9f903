/** Which browser's way of allowing a camera to explain. A guess by its name, good enough for a sentence. */

import type { WordName } from "./words";

export function allowWord(agent: string, touches: number): WordName {
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touches > 1)) return "allow_ios";
  if (/Android/.test(agent)) return "allow_android";
  if (/Firefox\//.test(agent)) return "allow_firefox";
  if (/Safari\//.test(agent) && !/Chrom(e|ium)\//.test(agent)) return "allow_safari";
  return "allow_chrome";
}
