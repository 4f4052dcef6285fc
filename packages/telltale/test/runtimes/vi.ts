// The part of `vi` that the suites use: fake timers, spies, environment variables, waiting.
import { withGlobal } from "@sinonjs/fake-timers";
import { fn, restoreAllMocks, spyOn } from "@vitest/spy";
import { Skip } from "./skip.ts";

const { setTimeout: sleep } = globalThis;
const timers = withGlobal(globalThis);
const variables = new Map<string, string | undefined>();
let clock: ReturnType<typeof timers.install> | undefined;

const running = (): NonNullable<typeof clock> => {
  if (clock === undefined) throw new Error("Cannot move the clock: call `vi.useFakeTimers()` first.");
  return clock;
};

const onlyInVitest = (name: string) => (): never => {
  throw new Skip(`\`vi.${name}\` works in vitest only`);
};

export const vi: any = {
  fn,
  spyOn,
  restoreAllMocks,
  mock: onlyInVitest("mock"),
  resetModules: onlyInVitest("resetModules"),
  useFakeTimers(options: { toFake?: readonly string[]; now?: number | Date } = {}) {
    clock?.uninstall();
    const all = Object.keys(timers.timers).filter((name) => name !== "nextTick" && name !== "queueMicrotask");
    clock = timers.install({
      now: Date.now(),
      ...options,
      toFake: (options.toFake ?? all) as never,
      ignoreMissingTimers: true,
    });
    return vi;
  },
  useRealTimers() {
    clock?.uninstall();
    clock = undefined;
    return vi;
  },
  isFakeTimers: () => clock !== undefined,
  advanceTimersByTime(ms: number) {
    running().tick(ms);
    return vi;
  },
  async advanceTimersByTimeAsync(ms: number) {
    await running().tickAsync(ms);
    return vi;
  },
  setSystemTime: (now: number | Date) => running().setSystemTime(now),
  getTimerCount: () => running().countTimers(),
  stubEnv(name: string, value: string | undefined) {
    if (!variables.has(name)) variables.set(name, process.env[name]);
    setVariable(name, value);
    return vi;
  },
  unstubAllEnvs() {
    for (const [name, value] of variables) setVariable(name, value);
    variables.clear();
    return vi;
  },
  async waitFor(attempt: () => unknown, { timeout = 1000, interval = 20 } = {}) {
    for (let waited = 0; ; waited += interval) {
      try {
        return await attempt();
      } catch (error) {
        if (waited > timeout) throw error;
        await new Promise((resolve) => sleep(resolve, interval));
      }
    }
  },
  async waitUntil(condition: () => unknown, { timeout = 1000, interval = 20 } = {}) {
    for (let waited = 0; ; waited += interval) {
      const value = await condition();
      if (value) return value;
      if (waited > timeout) throw new Error(`Cannot wait longer: not true within ${timeout} ms.`);
      await new Promise((resolve) => sleep(resolve, interval));
    }
  },
};

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}
