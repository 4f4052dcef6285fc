// Errors, on the stock API: exception, type and status are recorded by hand, in each span.
import { SpanStatusCode, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("patterns");

class CardDeclined extends Error {
  override readonly name = "CardDeclined";
}

async function reserve(order: string): Promise<string> {
  return `${order} is put by`;
}

async function charge(order: string, amount: number): Promise<string> {
  if (amount > 100) throw new CardDeclined(`${order} is too much`);
  return `${order} is paid`;
}

async function buy(order: string, amount: number): Promise<string[]> {
  return tracer.startActiveSpan("buy", async (span) => {
    try {
      const reserved = await reserve(order);
      return await tracer.startActiveSpan("charge card", async (step) => {
        try {
          return [reserved, await charge(order, amount)];
        } catch (error) {
          const { name, message } = error as Error;
          step.recordException(error as Error);
          step.setAttribute("error.type", name);
          step.setStatus({ code: SpanStatusCode.ERROR, message });
          throw error;
        } finally {
          step.end();
        }
      });
    } catch (error) {
      const { name, message } = error as Error;
      span.recordException(error as Error);
      span.setAttribute("error.type", name);
      span.setStatus({ code: SpanStatusCode.ERROR, message });
      throw error;
    } finally {
      span.end();
    }
  });
}

export async function run(): Promise<string> {
  const paid = await buy("o-1", 20);
  return buy("o-2", 200).then(
    () => "paid",
    (error: Error) => `${paid.join()}, then ${error.name}`,
  );
}
