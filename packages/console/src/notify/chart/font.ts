// Letters of charts: five by seven points each, those that figures, units and times need. A row is five bits, the left one first.

export const glyphSize = { width: 5, height: 7 } as const;

const rows: Readonly<Record<string, readonly number[]>> = {
  "0": [14, 17, 19, 21, 25, 17, 14],
  "1": [4, 12, 4, 4, 4, 4, 14],
  "2": [14, 17, 1, 2, 4, 8, 31],
  "3": [31, 2, 4, 2, 1, 17, 14],
  "4": [2, 6, 10, 18, 31, 2, 2],
  "5": [31, 16, 30, 1, 1, 17, 14],
  "6": [6, 8, 16, 30, 17, 17, 14],
  "7": [31, 1, 2, 4, 8, 8, 8],
  "8": [14, 17, 17, 14, 17, 17, 14],
  "9": [14, 17, 17, 15, 1, 2, 12],
  ".": [0, 0, 0, 0, 0, 12, 12],
  ",": [0, 0, 0, 0, 12, 4, 8],
  ":": [0, 12, 12, 0, 12, 12, 0],
  "-": [0, 0, 0, 31, 0, 0, 0],
  "+": [0, 4, 4, 31, 4, 4, 0],
  "/": [0, 1, 2, 4, 8, 16, 0],
  ">": [8, 4, 2, 1, 2, 4, 8],
  "%": [24, 25, 2, 4, 8, 19, 3],
  B: [30, 17, 17, 30, 17, 17, 30],
  C: [14, 17, 16, 16, 16, 17, 14],
  G: [14, 17, 16, 23, 17, 17, 15],
  M: [17, 27, 21, 21, 17, 17, 17],
  T: [31, 4, 4, 4, 4, 4, 4],
  U: [17, 17, 17, 17, 17, 17, 14],
  d: [1, 1, 13, 19, 17, 17, 15],
  e: [0, 0, 14, 17, 31, 16, 14],
  h: [16, 16, 22, 25, 17, 17, 17],
  i: [4, 0, 12, 4, 4, 4, 14],
  k: [16, 16, 18, 20, 24, 20, 18],
  l: [12, 4, 4, 4, 4, 4, 14],
  m: [0, 0, 26, 21, 21, 17, 17],
  n: [0, 0, 22, 25, 17, 17, 17],
  s: [0, 0, 14, 16, 14, 1, 30],
  t: [8, 8, 28, 8, 8, 9, 6],
  u: [0, 0, 17, 17, 17, 19, 13],
  " ": [0, 0, 0, 0, 0, 0, 0],
};

/** Calls `put` for each point of the text whose first letter begins at 0, 0. Letters that are not there are spaces. */
export function drawText(text: string, put: (x: number, y: number) => void): void {
  for (const [index, letter] of [...text].entries())
    for (const [y, row] of (rows[letter] ?? []).entries())
      for (let x = 0; x < glyphSize.width; x++)
        if ((row >> (glyphSize.width - 1 - x)) & 1) put(index * (glyphSize.width + 1) + x, y);
}

export function textWidth(text: string): number {
  return Math.max(0, [...text].length * (glyphSize.width + 1) - 1);
}
