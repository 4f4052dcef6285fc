// The small shapes of the waterfall's rows on a canvas: the same drawings as `ui/icons.tsx` and `ui/status.tsx`.
import type { Palette } from "./palette.ts";

interface Shape {
  readonly lines: string;
  readonly area?: string;
}

const shapes = {
  down: { lines: "m4 6 4 4 4-4" },
  right: { lines: "m6 4 4 4-4 4" },
  link: {
    lines:
      "M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.7.7M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.7-.7",
  },
  flag: {
    lines: "M3.5 2v12",
    area: "M3.5 3c2.3-1.2 3.8.8 5.7.2 1.1-.3 1.9-.7 3.3-.5L11 5.8l1.5 3c-1.4-.2-2.2.2-3.3.5-1.9.6-3.4-1.2-5.7-.1",
  },
} as const satisfies Readonly<Record<string, Shape>>;

const marks = {
  warn: { area: "M6 .8 11.7 11H.3z", lines: "M6 4.3v3M6 9v.01" },
  error: { area: "M3.6.4h4.8L11.6 3.6v4.8L8.4 11.6H3.6L.4 8.4V3.6z", lines: "m4 4 4 4M8 4 4 8" },
  info: { area: "M1.5 1.5h9v9h-9z", lines: "" },
} as const;

const paths = new Map<string, Path2D>();

function pathOf(text: string): Path2D {
  let path = paths.get(text);
  if (path === undefined) {
    path = new Path2D(text);
    paths.set(text, path);
  }
  return path;
}

type Pen = CanvasRenderingContext2D;

/** Left edge, top edge and width of a square, in CSS px. */
type Square = readonly [x: number, y: number, size: number];

/** Draws the lines of a shape in `square`. */
export function drawShape(pen: Pen, name: keyof typeof shapes, color: string, [x, y, size]: Square): void {
  const shape: Shape = shapes[name];
  pen.save();
  pen.translate(x, y);
  pen.scale(size / 16, size / 16);
  pen.strokeStyle = color;
  pen.lineWidth = 1.5;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.stroke(pathOf(shape.lines));
  if (shape.area !== undefined) {
    pen.fillStyle = color;
    pen.fill(pathOf(shape.area));
  }
  pen.restore();
}

/** Draws the shape of a status in `square`. */
export function drawMark(pen: Pen, palette: Palette, kind: keyof typeof marks, [x, y, size]: Square): void {
  const { area, lines } = marks[kind];
  pen.save();
  pen.translate(x, y);
  pen.scale(size / 12, size / 12);
  pen.fillStyle = palette[kind];
  pen.fill(pathOf(area));
  if (lines !== "") {
    pen.strokeStyle = palette.page;
    pen.lineWidth = 1.4;
    pen.lineCap = "round";
    pen.stroke(pathOf(lines));
  }
  pen.restore();
}
