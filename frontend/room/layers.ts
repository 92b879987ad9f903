/** The two sizes in which a camera is sent, when the picture itself changes its size. Pure. */

/** Pixels of the shorter side of the small one. */
export const SMALL = 180;

interface Layer {
  scaleResolutionDownBy?: number;
}

/**
 * The layers with the smallest one (the first) made to measure for a picture whose shorter side has `side` pixels:
 * a picture that is small itself is not made smaller still. Null when they fit already.
 */
export function fitted<One extends Layer>(layers: readonly One[], side: number): One[] | null {
  const [first, ...others] = layers;
  const scale = Math.max(1, side / SMALL);
  if (!first || others.length === 0 || first.scaleResolutionDownBy === scale) return null;
  return [{ ...first, scaleResolutionDownBy: scale }, ...others];
}
