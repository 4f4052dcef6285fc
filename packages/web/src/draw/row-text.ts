// Draws the names and durations of the waterfall's rows, so that a scrolled row costs a few strokes and no layout.
import { fitText, textWidth } from "./fit-text.ts";
import type { Palette } from "./palette.ts";
import type { RowLabel } from "./row-label.ts";
import type { RowWindow } from "./row-layout.ts";
import { drawMark, drawShape } from "./row-shapes.ts";
import { withoutControls } from "./without-controls.ts";

export interface RowFonts {
  readonly name: string;
  readonly text: string;
  readonly small: string;
  /** Labels of gaps on bars. */
  readonly gap: string;
  readonly mono: string;
}

/** Where the columns are, in CSS px. */
interface RowColumns {
  readonly nameLeft: number;
  readonly nameRight: number;
  /** The right edge of the durations. */
  readonly durationRight: number;
  /** The right edge of texts that use the whole row. */
  readonly fullRight: number;
  /** The indent of a level; deep rows are indented less. */
  readonly indent: number;
}

export interface RowTextScene {
  /** One more than rows: the last is the end of the last row. */
  readonly tops: Float64Array;
  readonly window: RowWindow;
  readonly columns: RowColumns;
  readonly palette: Palette;
  readonly fonts: RowFonts;
  readonly depthOf: (index: number) => number;
  readonly labelOf: (index: number) => RowLabel;
  /** Rows that the search does not find are paler. */
  readonly isPale: (index: number) => boolean;
}

type Pen = CanvasRenderingContext2D;

/** Draws the rows of the window on a cleared context whose y = 0 is the top of its first row. */
export function drawRowText(pen: Pen, scene: RowTextScene): void {
  const { tops, window } = scene;
  const origin = tops[window.first] ?? 0;
  pen.textBaseline = "middle";
  for (let index = window.first; index < window.last; index++) {
    const label = scene.labelOf(index);
    const middle = (tops[index]! + tops[index + 1]!) / 2 - origin;
    const left = scene.columns.nameLeft + indentOf(scene.depthOf(index), scene.columns.indent);
    pen.globalAlpha = scene.isPale(index) ? 0.38 : 1;
    if (label.fold === null && label.service === null) drawLine(pen, scene, label, left, middle);
    else drawSpanLabel(pen, scene, label, left, middle);
  }
  pen.globalAlpha = 1;
}

/** The indent of a row in px: at most 140, so that a name always has room. */
export function indentOf(depth: number, indent: number): number {
  return Math.min(depth * indent, 140);
}

/** A log record or a missing parent: a mark and a text as wide as there is room. */
function drawLine(
  pen: Pen,
  { columns, palette, fonts }: RowTextScene,
  label: RowLabel,
  left: number,
  middle: number,
): void {
  const from = left + (label.mono ? 20 : 0);
  if (label.mark !== null) drawMark(pen, palette, label.mark, [from, middle - 5, 10]);
  pen.font = label.mono ? fonts.mono : fonts.text;
  pen.fillStyle = colorOf(label.tone, palette);
  pen.fillText(
    fitText(pen, withoutControls(label.text), columns.fullRight - from - 16),
    from + 16,
    middle + 0.5,
  );
}

function drawSpanLabel(pen: Pen, scene: RowTextScene, label: RowLabel, left: number, middle: number): void {
  const { columns, palette, fonts } = scene;
  if (label.fold !== null)
    drawShape(pen, label.fold === "open" ? "down" : "right", palette.ink3, [left + 1, middle - 6, 12]);
  pen.fillStyle = palette.service(label.service ?? "", 100);
  pen.fillRect(left + 20, middle - 8, 3, 16);
  if (label.flag) drawShape(pen, "flag", palette.accent, [left + 29, middle - 6.5, 13]);
  const from = left + (label.flag ? 48 : 29);
  const right = columns.nameRight - (label.failed ? 30 : 12);
  const x = drawTexts(pen, scene, label, [from, right - remarkWidth(pen, fonts, label)], middle);
  if (label.linked) drawShape(pen, "link", palette.accentText, [x - 2, middle - 6.5, 13]);
  if (label.chip !== "") drawChip(pen, scene, label.chip, x + (label.linked ? 15 : -2), middle);
  if (label.failed) drawMark(pen, palette, "error", [columns.nameRight - 24, middle - 6, 12]);
  pen.font = fonts.small;
  pen.fillStyle = palette.ink2;
  pen.textAlign = "right";
  pen.fillText(label.duration, columns.durationRight, middle + 0.5);
  pen.textAlign = "left";
}

/** Name, summary and service between two edges; gives where the next thing may begin. */
function drawTexts(
  pen: Pen,
  { palette, fonts }: RowTextScene,
  label: RowLabel,
  [from, to]: readonly [number, number],
  middle: number,
): number {
  let x = from;
  const draw = (text: string): void => {
    const shown = text === "" ? "" : fitText(pen, withoutControls(text), to - x);
    if (shown === "") return;
    pen.fillText(shown, x, middle + 0.5);
    x += textWidth(pen, shown) + 8;
  };
  pen.font = label.tone === "soft" ? fonts.text : fonts.name;
  pen.fillStyle = colorOf(label.tone, palette);
  draw(label.text);
  pen.font = fonts.small;
  pen.fillStyle = palette.ink3;
  draw(label.summary);
  draw(label.aside);
  return x;
}

/** The room that the link and the chip need. */
function remarkWidth(pen: Pen, fonts: RowFonts, { linked, chip }: RowLabel): number {
  if (chip !== "") pen.font = fonts.small;
  return (linked ? 19 : 0) + (chip === "" ? 0 : textWidth(pen, chip) + 16);
}

function drawChip(pen: Pen, { palette, fonts }: RowTextScene, chip: string, x: number, middle: number): void {
  pen.font = fonts.small;
  pen.fillStyle = palette.sunken;
  pen.beginPath();
  pen.roundRect(x, middle - 8, textWidth(pen, chip) + 8, 16, 2);
  pen.fill();
  pen.fillStyle = palette.ink3;
  pen.fillText(chip, x + 4, middle + 0.5);
}

function colorOf(tone: RowLabel["tone"], palette: Palette): string {
  switch (tone) {
    case "strong":
      return palette.ink1;
    case "soft":
      return palette.ink2;
    case "dim":
      return palette.ink3;
    case "error":
      return palette.errorText;
    case "warn":
      return palette.warnText;
  }
}
