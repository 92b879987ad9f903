// Makes the committed fonts in `fonts/` from the npm packages: `node scripts/subset-fonts.mjs`.
//
// Two files per family: what nearly every page needs (preloaded), and Latin Extended for names, which a
// browser fetches only when a page holds such a letter. Other scripts fall back to the system's fonts.
import { readFile, writeFile } from "node:fs/promises";
import subsetFont from "subset-font";

const range = (from, to) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i));

const BASIC = `${range(0x20, 0x7e)}${range(0xa0, 0xff)}–—‘’‚“”„†•…‰‹›€™→←↑↓−×ŒœŸŠšŽž`;
const EXTENDED = range(0x100, 0x17f) + range(0x218, 0x21b) + range(0x1e80, 0x1e85) + range(0x1ea0, 0x1ef9);

const packages = new URL("../node_modules/@fontsource-variable/", import.meta.url);
const families = [
  // Headings and names are set in one weight, so the axis goes.
  { name: "source-serif-4", axes: { wght: 500 }, features: ["kern", "liga", "mark", "mkmk", "ccmp", "locl"] },
  // cv11 (single-storey a is off), ss03 (round quotes), tnum for times in columns.
  {
    name: "inter",
    axes: { wght: { min: 400, max: 600 } },
    features: ["kern", "calt", "mark", "mkmk", "ccmp", "locl", "tnum", "cv11", "ss03"],
  },
];

for (const { name, axes, features } of families) {
  for (const [part, text] of [
    ["latin", BASIC],
    ["latin-ext", EXTENDED],
  ]) {
    const source = await readFile(new URL(`${name}/files/${name}-${part}-wght-normal.woff2`, packages));
    const subset = await subsetFont(source, text, {
      targetFormat: "woff2",
      variationAxes: axes,
      keepFeatures: features,
      noHinting: true,
    });
    await writeFile(new URL(`../fonts/${name}-${part}.woff2`, import.meta.url), subset);
  }
}
