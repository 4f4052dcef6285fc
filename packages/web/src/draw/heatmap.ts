// Draws a heatmap: the more spans in a cell, the further its colour is from the page's. A cell with many errors has a red corner, and is
// red and hatched where most of its spans are in error.
import type { HeatmapCell, HeatmapLayout } from "./heatmap-layout.ts";

export interface HeatmapColors {
  /** From few to many. */
  readonly levels: readonly string[];
  readonly page: string;
  readonly error: string;
  readonly errorPale: string;
}

export interface HeatmapScene {
  readonly layout: Pick<HeatmapLayout, "columns" | "rows" | "cells" | "most">;
  /** CSS px. */
  readonly width: number;
  readonly height: number;
  readonly colors: HeatmapColors;
}

/** Shares of spans in error from which a cell has a corner, and is hatched: a few errors among many spans are usual. */
export const errorShares = { corner: 0.05, hatched: 0.5 } as const;

type Pen = CanvasRenderingContext2D;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Draws `scene` on a cleared context. */
export function drawHeatmap(pen: Pen, scene: HeatmapScene): void {
  const { layout, colors } = scene;
  for (const cell of layout.cells) {
    const box = boxOf(cell, scene);
    pen.fillStyle = colors.levels[levelOf(cell.count, layout.most, colors.levels.length)] ?? colors.page;
    pen.fillRect(box.x, box.y, box.width, box.height);
    drawErrors(pen, cell, box, colors);
  }
}

/** The index of a cell's colour: by a root, because counts differ by orders of magnitude. */
export function levelOf(count: number, most: number, levels: number): number {
  return Math.min(levels - 1, Math.floor((count / Math.max(1, most)) ** 0.4 * levels));
}

/** Whole px, so that neighbours meet with a gap of one px and without seams. */
function boxOf({ column, row }: HeatmapCell, { layout, width, height }: HeatmapScene): Box {
  const left = Math.round((column / layout.columns) * width);
  const right = Math.round(((column + 1) / layout.columns) * width);
  const top = Math.round((1 - (row + 1) / layout.rows) * height);
  const bottom = Math.round((1 - row / layout.rows) * height);
  const gap = right - left > 3 ? 1 : 0;
  return {
    x: left,
    y: top,
    width: Math.max(1, right - left - gap),
    height: Math.max(1, bottom - top - (bottom - top > 3 ? 1 : 0)),
  };
}

function drawErrors(pen: Pen, { count, errors }: HeatmapCell, box: Box, colors: HeatmapColors): void {
  const share = errors / count;
  if (share < errorShares.corner) return;
  if (share >= errorShares.hatched) {
    hatchBox(pen, box, colors);
    return;
  }
  const side = Math.max(4, Math.min(box.width, box.height) * (0.6 + share));
  const bottom = box.y + box.height;
  pen.beginPath();
  pen.moveTo(box.x, bottom - Math.min(side, box.height));
  pen.lineTo(box.x + Math.min(side, box.width), bottom);
  pen.lineTo(box.x, bottom);
  pen.closePath();
  pen.fillStyle = colors.error;
  pen.fill();
}

function hatchBox(pen: Pen, { x, y, width, height }: Box, colors: HeatmapColors): void {
  pen.fillStyle = colors.error;
  pen.fillRect(x, y, width, height);
  if (width < 4 || height < 4) return;
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.strokeStyle = colors.errorPale;
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (let at = x - height; at < x + width; at += 5) {
    pen.moveTo(at, y + height);
    pen.lineTo(at + height, y);
  }
  pen.stroke();
  pen.restore();
}
