// The methods of a class, on the stock API, which has no decorator.
import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("patterns");

class Parcels {
  async ship(order: string): Promise<string> {
    return tracer.startActiveSpan("Parcels.ship", async (span) => {
      span.setAttribute("code.function.name", "Parcels.ship");
      span.setAttribute("telltale.function.argument.order", order);
      try {
        const box = await this.pack(order);
        return `shipped ${box}`;
      } finally {
        span.end();
      }
    });
  }

  async pack(order: string): Promise<string> {
    return tracer.startActiveSpan("Parcels.pack", async (span) => {
      span.setAttribute("code.function.name", "Parcels.pack");
      span.setAttribute("telltale.function.argument.order", order);
      try {
        return `a box with ${order}`;
      } finally {
        span.end();
      }
    });
  }
}

export async function run(): Promise<string> {
  return new Parcels().ship("o-1");
}
