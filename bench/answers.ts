// What answers of a console cost that has no other load: time, and CPU time of the console with its engine.
import type { ConsoleProcess } from "../tools/console-process.ts";
import { cpuMs } from "./cpu.ts";
import { type Figure, figureOf } from "./figure.ts";

export type Parameters = Readonly<Record<string, string>>;

/** One answer to warm up, then so many. */
const runs = 7;

/** Two figures of each question. @param check throws when the answer is not one to measure. */
export async function measureAnswers(
  { addresses, child }: ConsoleProcess,
  route: string,
  questions: readonly (readonly [name: string, Parameters])[],
  check: (body: unknown) => void,
): Promise<Figure[]> {
  const usedMs = (): number => {
    const { console: ofConsole, engine } = cpuMs(child.pid ?? 0);
    return ofConsole + engine;
  };
  const figures: Figure[] = [];
  for (const [name, parameters] of questions) {
    const url = new URL(`${route}?${new URLSearchParams(parameters).toString()}`, addresses.page);
    const ask = async (): Promise<unknown> => {
      const response = await fetch(url);
      if (response.status !== 200) throw new Error(await response.text());
      return response.json();
    };
    check(await ask());
    const [times, used]: [number[], number[]] = [[], []];
    for (let n = 0; n < runs; n++) {
      const [begunMs, before] = [performance.now(), usedMs()];
      await ask();
      times.push(performance.now() - begunMs);
      used.push(usedMs() - before);
    }
    figures.push(figureOf(name, "ms", times), figureOf(`${name}, CPU`, "ms CPU", used));
  }
  return figures;
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
