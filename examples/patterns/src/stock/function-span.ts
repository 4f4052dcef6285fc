// A function as a span, on the stock API.
import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("patterns");

interface Line {
  readonly price: number;
  readonly count: number;
}

function totalOf(lines: readonly Line[]): number {
  return tracer.startActiveSpan("order total", { attributes: { "order.lines": lines.length } }, (span) => {
    try {
      return lines.reduce((sum, { price, count }) => sum + price * count, 0);
    } finally {
      span.end();
    }
  });
}

export function run(): number {
  return totalOf([
    { price: 5, count: 2 },
    { price: 3, count: 1 },
  ]);
}
