// Conditional instrumentation: with `enabled` false only the function runs. Here small jobs are not worth a span.
import { trace } from "telltale";

function index(rows: readonly string[]): Map<string, number> {
  return trace("index rows", { enabled: rows.length > 1000 }, () => {
    const places = new Map<string, number>();
    for (const [at, row] of rows.entries()) places.set(row, at);
    return places;
  });
}

export function run(): number[] {
  const few = index(["a", "b"]);
  const many = index(Array.from({ length: 2000 }, (_, at) => `row ${at}`));
  return [few.size, many.size];
}
