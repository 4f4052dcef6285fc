// Asynchronous work: a span lasts until its promise has settled, and what runs at the same time does not mix.
import { setImmediate } from "node:timers/promises";
import { trace } from "telltale";

async function load(part: string): Promise<string> {
  return trace(`load ${part}`, async () => {
    await setImmediate();
    return `${part} loaded`;
  });
}

async function dashboard(): Promise<string[]> {
  return trace("dashboard", async () => {
    const [head, ...rest] = await Promise.all([load("sales"), load("stock"), load("staff")]);
    return [head, ...rest];
  });
}

export async function run(): Promise<string[]> {
  return dashboard();
}
