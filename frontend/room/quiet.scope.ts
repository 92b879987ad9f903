// The RNNoise module asks for a `window` before it runs; an audio worklet has none, and needs none.
const scope = globalThis as { window?: unknown };
scope.window ??= globalThis;

export {};
