/// <reference types="node" />
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";
import { visionAssets } from "./room/assets.ts";

const root = import.meta.dirname;
const built = resolve(root, "../src/freehold/web/static/built");

// Islands are other people's folders: an entry appears when its file does.
const entries = [
  "app/trusted-types.ts",
  "app/main.ts",
  "app/signing-in.ts",
  "app/service-worker.ts",
  "app/app.css",
  "room/main.tsx",
  "room/main.ts",
  "room/room.css",
];

const TEXT = /\.(js|mjs|css|json|svg|wasm|tflite|data|binarypb|txt)$/;
const NAMED_BY_CONTENT = /-[\w-]{8}\.\w+$/;
const OLD = 24 * 3600 * 1000; // ms

/** Writes .br and .gz beside every text file, so that the web process never compresses a static file. */
function compressed(): Plugin {
  return {
    name: "freehold-compressed",
    apply: "build",
    closeBundle() {
      for (const name of readdirSync(built, { recursive: true, encoding: "utf8" })) {
        const path = join(built, name);
        if (!TEXT.test(name) || !statSync(path).isFile()) continue;
        const plain = readFileSync(path);
        if (existsSync(`${path}.br`) && brotliDecompressSync(readFileSync(`${path}.br`)).equals(plain)) continue;
        const quality = plain.length > 2_000_000 ? 6 : 11;
        const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
        writeFileSync(`${path}.br`, brotliCompressSync(plain, { params }));
        writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
      }
    },
  };
}

/** Files of earlier builds stay for a day: a running copy serves them still, and so do pages that are open. */
function tidied(): Plugin {
  return {
    name: "freehold-tidied",
    apply: "build",
    writeBundle(_, bundle) {
      const assets = join(built, "assets");
      for (const name of existsSync(assets) ? readdirSync(assets) : []) {
        const isCurrent = `assets/${name.replace(/\.(br|gz)$/, "")}` in bundle;
        const isOld = Date.now() - statSync(join(assets, name)).mtimeMs > OLD;
        if (!isCurrent && isOld && NAMED_BY_CONTENT.test(name.replace(/\.(br|gz)$/, ""))) rmSync(join(assets, name));
      }
    },
  };
}

export default defineConfig({
  root,
  base: "/static/built/",
  plugins: [tailwindcss(), visionAssets(), tidied(), compressed()],
  publicDir: false,
  build: {
    outDir: built,
    emptyOutDir: false,
    manifest: "manifest.json",
    target: ["chrome116", "firefox117", "safari16.4"],
    assetsInlineLimit: 0, // `data:` is not in the policy
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      checks: { eval: false }, // htmx's, which `allowEval: false` never reaches and the policy refuses
      // The service worker keeps its name: a browser knows it by its address.
      output: { entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js") },
      input: entries.map((entry) => resolve(root, entry)).filter((path) => existsSync(path)),
    },
  },
  worker: { format: "es" },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    environment: "happy-dom",
    include: ["app/**/*.test.ts", "room/**/*.test.{ts,tsx}"],
    testTimeout: 60_000, // machines that run tests are busy: how long one takes says nothing
  },
} as Parameters<typeof defineConfig>[0]);
