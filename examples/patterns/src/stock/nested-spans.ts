// Nested spans, on the stock API: each step is ended by hand, whatever happens in it.
import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("patterns");
const vat = 0.25;

function check(net: number): void {
  if (net <= 0) throw new RangeError(`Cannot sell for ${net}`);
}

function price(net: number): number {
  return net * (1 + vat);
}

function book(total: number): string {
  return `booked ${total}`;
}

function checkout(net: number): string {
  return tracer.startActiveSpan("checkout", (span) => {
    try {
      tracer.startActiveSpan("check", (step) => {
        try {
          check(net);
        } finally {
          step.end();
        }
      });
      const total = tracer.startActiveSpan("price", (step) => {
        try {
          return price(net);
        } finally {
          step.end();
        }
      });
      return tracer.startActiveSpan("book", (step) => {
        try {
          return book(total);
        } finally {
          step.end();
        }
      });
    } finally {
      span.end();
    }
  });
}

export function run(): string {
  return checkout(100);
}
