// A resource that is opened and closed: a span that is held by `using` ends with its block, with whatever was learned on the way.
import { open } from "node:fs/promises";
import { startSpan } from "telltale";

async function countLines(): Promise<number> {
  const file = await open(new URL(import.meta.url));
  using span = startSpan("file open");
  try {
    let lines = 0;
    for await (const _ of file.readLines({ autoClose: false })) lines++;
    span.setAttribute("file.read", lines > 0);
    return lines;
  } finally {
    await file.close();
  }
}

export async function run(): Promise<boolean> {
  return (await countLines()) > 10;
}
