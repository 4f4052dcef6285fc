// A resource that is opened and closed, on the stock API.
import { open } from "node:fs/promises";
import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("patterns");

async function countLines(): Promise<number> {
  const file = await open(new URL(import.meta.url));
  const span = tracer.startSpan("file open");
  try {
    let lines = 0;
    for await (const _ of file.readLines({ autoClose: false })) lines++;
    span.setAttribute("file.read", lines > 0);
    return lines;
  } finally {
    await file.close();
    span.end();
  }
}

export async function run(): Promise<boolean> {
  return (await countLines()) > 10;
}
