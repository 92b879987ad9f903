/// <reference types="node" />
/** Vite plugin: puts the blur's WASM and model beside the built room, from our own disk, under fixed names. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";

const wasm = resolve(import.meta.dirname, "../node_modules/@mediapipe/tasks-vision/wasm");
const FILES = {
  // The build without SIMD is left out: every browser that can encrypt media has SIMD.
  "vision_wasm_internal.js": resolve(wasm, "vision_wasm_internal.js"),
  "vision_wasm_internal.wasm": resolve(wasm, "vision_wasm_internal.wasm"),
  "selfie_segmentation.tflite": resolve(import.meta.dirname, "vision/selfie_segmentation.tflite"),
};

export function visionAssets(): Plugin {
  return {
    name: "freehold-room-vision",
    apply: "build",
    generateBundle() {
      for (const [name, path] of Object.entries(FILES))
        this.emitFile({ type: "asset", fileName: `room/vision/${name}`, source: readFileSync(path) });
    },
  };
}
