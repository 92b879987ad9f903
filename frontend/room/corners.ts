/** Where the small picture sits: one of four corners, moved by hand or by arrow keys, never by itself. Pure. */

export type Corner = "top-left" | "top-right" | "bottom-left" | "bottom-right";

export function afterKey(corner: Corner, key: string): Corner {
  const [row, column] = corner.split("-") as ["top" | "bottom", "left" | "right"];
  switch (key) {
    case "ArrowUp":
      return `top-${column}`;
    case "ArrowDown":
      return `bottom-${column}`;
    case "ArrowLeft":
      return `${row}-left`;
    case "ArrowRight":
      return `${row}-right`;
    default:
      return corner;
  }
}

/** The corner nearest to a point of a stage. */
export function nearest(x: number, y: number, width: number, height: number): Corner {
  return `${y < height / 2 ? "top" : "bottom"}-${x < width / 2 ? "left" : "right"}`;
}
