/** Outlines that are the same left and right: only the left half is written down, from top to bottom. */

/** Garments are drawn on a sheet 200 wide and 240 high; the mirror line is x = 100. */
export const SHEET = { width: 200, height: 240 } as const;

interface Segment {
  /** Two control points and the end of a cubic curve: x1 y1 x2 y2 x y. */
  curve: readonly [number, number, number, number, number, number];
}

const mirror = (x: number): number => SHEET.width - x;
const round = (value: number): number => Math.round(value * 10) / 10;

/** The left half of an outline, closed by its mirror image. */
export class HalfOutline {
  readonly #segments: Segment[] = [];
  #at: readonly [number, number];

  constructor(readonly startX: number, readonly startY: number) {
    this.#at = [startX, startY];
  }

  line(x: number, y: number): this {
    const [fromX, fromY] = this.#at;
    return this.curve(fromX, fromY, x, y, x, y);
  }

  curve(x1: number, y1: number, x2: number, y2: number, x: number, y: number): this {
    this.#segments.push({ curve: [x1, y1, x2, y2, x, y] });
    this.#at = [x, y];
    return this;
  }

  /** The whole outline as an SVG path: down the left side, then back up the right. */
  path(): string {
    const parts = [`M${round(this.startX)} ${round(this.startY)}`];
    for (const { curve } of this.#segments) parts.push(`C${curve.map(round).join(" ")}`);
    const [endX, endY] = this.#at;
    parts.push(`L${round(mirror(endX))} ${round(endY)}`);
    for (let i = this.#segments.length - 1; i >= 0; i -= 1) {
      const segment = this.#segments[i];
      if (!segment) continue;
      const before = this.#segments[i - 1]?.curve;
      const toX = before ? before[4] : this.startX;
      const toY = before ? before[5] : this.startY;
      const [x1, y1, x2, y2] = segment.curve;
      parts.push(
        `C${[mirror(x2), y2, mirror(x1), y1, mirror(toX), toY].map(round).join(" ")}`,
      );
    }
    return `${parts.join("")}Z`;
  }
}
