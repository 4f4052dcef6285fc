// Conditional instrumentation, on the stock API.
import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("patterns");

function index(rows: readonly string[]): Map<string, number> {
  const span = rows.length > 1000 ? tracer.startSpan("index rows") : undefined;
  try {
    const places = new Map<string, number>();
    for (const [at, row] of rows.entries()) places.set(row, at);
    return places;
  } finally {
    span?.end();
  }
}

export function run(): number[] {
  const few = index(["a", "b"]);
  const many = index(Array.from({ length: 2000 }, (_, at) => `row ${at}`));
  return [few.size, many.size];
}
