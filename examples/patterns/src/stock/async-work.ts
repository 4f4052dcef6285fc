// Asynchronous work, on the stock API.
import { setImmediate } from "node:timers/promises";
import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("patterns");

async function load(part: string): Promise<string> {
  return tracer.startActiveSpan(`load ${part}`, async (span) => {
    try {
      await setImmediate();
      return `${part} loaded`;
    } finally {
      span.end();
    }
  });
}

async function dashboard(): Promise<string[]> {
  return tracer.startActiveSpan("dashboard", async (span) => {
    try {
      const [head, ...rest] = await Promise.all([load("sales"), load("stock"), load("staff")]);
      return [head, ...rest];
    } finally {
      span.end();
    }
  });
}

export async function run(): Promise<string[]> {
  return dashboard();
}
