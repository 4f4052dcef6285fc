// Something that is opened, used for a while, and closed.
import { open } from "node:fs/promises";

async function countLines(): Promise<number> {
  const file = await open(new URL(import.meta.url));
  try {
    let lines = 0;
    for await (const _ of file.readLines({ autoClose: false })) lines++;
    return lines;
  } finally {
    await file.close();
  }
}

export async function run(): Promise<boolean> {
  return (await countLines()) > 10;
}
