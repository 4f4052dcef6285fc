import { expect, test, vi } from "vitest";
import { inPieces } from "./in-pieces.ts";

test("others have turns between the pieces of a computation", async () => {
  let nowMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
  let turns = 0;
  let other: NodeJS.Immediate | undefined;
  const takeTurn = (): void => {
    turns++;
    other = setImmediate(takeTurn);
  };
  takeTurn();
  try {
    const sum = await inPieces(
      (function* () {
        let total = 0;
        for (let at = 1; at <= 100; at++) {
          nowMs += 5;
          total += at;
          yield;
        }
        return total;
      })(),
    );
    expect(sum).toBe(5_050);
    expect(turns).toBeGreaterThanOrEqual(50);
  } finally {
    clearImmediate(other!);
    vi.restoreAllMocks();
  }
});
