// Work that waits, several at once.
import { setImmediate } from "node:timers/promises";

async function load(part: string): Promise<string> {
  await setImmediate();
  return `${part} loaded`;
}

async function dashboard(): Promise<string[]> {
  const [head, ...rest] = await Promise.all([load("sales"), load("stock"), load("staff")]);
  return [head, ...rest];
}

export async function run(): Promise<string[]> {
  return dashboard();
}
