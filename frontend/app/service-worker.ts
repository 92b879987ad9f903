/**
 * Keeps two pages for when there is no network: Help now, and one that says so. Nothing of any person is ever kept:
 * both are fetched without cookies, as a stranger sees them, with the style, fonts and mark they name.
 */

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Worker {
  readonly location: Location;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(name: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(name: "fetch", listener: (event: Fetching) => void): void;
}

const worker = self as unknown as Worker;
const SHELL = "freehold-shell";
const PAGES = ["/help-now", "/offline"];
const FRESH = 3600 * 1000; // ms; a practice may change its numbers
let stored = 0;

/** Static files a page names. */
export function filesOf(html: string): string[] {
  return [
    ...new Set([...html.matchAll(/(?:href|src)="(\/static\/[^"]+\.(?:css|woff2|svg))"/g)].flatMap((m) => m[1] ?? [])),
  ];
}

async function store(): Promise<void> {
  stored = Date.now();
  const pages = await Promise.all(PAGES.map((page) => fetch(page, { credentials: "omit", cache: "no-store" })));
  if (!pages.every((page) => page.ok && !page.redirected)) return;
  const texts = await Promise.all(pages.map((page) => page.clone().text()));
  const files = [...new Set(texts.flatMap(filesOf))];
  const answers = await Promise.all(files.map((file) => fetch(file, { credentials: "omit" })));
  if (!answers.every((answer) => answer.ok)) return;
  // All or nothing, and old files go: a page without its style would be worse than the old pair.
  await caches.delete(SHELL);
  const shell = await caches.open(SHELL);
  await Promise.all([
    ...pages.map((page, index) => shell.put(PAGES[index] ?? "/", page)),
    ...answers.map((answer, index) => shell.put(files[index] ?? "/", answer)),
  ]);
}

async function kept(path: string): Promise<Response> {
  const shell = await caches.open(SHELL);
  return (await shell.match(path)) ?? Response.error();
}

worker.addEventListener("install", (event) => {
  event.waitUntil(store().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(worker.clients.claim());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => kept(pathname === "/help-now" ? "/help-now" : "/offline")));
    if (Date.now() - stored > FRESH) event.waitUntil(store().catch(() => undefined));
  } else if (pathname.startsWith("/static/") && /\.(css|woff2|svg)$/.test(pathname)) {
    event.respondWith(fetch(request).catch(() => kept(pathname)));
  }
});
