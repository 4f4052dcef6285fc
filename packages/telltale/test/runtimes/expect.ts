// vitest's `expect` from its own package, with `poll`, which vitest adds elsewhere.
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  customMatchers,
  getState,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from "@vitest/expect";
import * as chai from "chai";
import { patience } from "../../../../tools/testing/patience.ts";

const { setTimeout: sleep } = globalThis;

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

const base = (value: unknown, message?: string): any => {
  const { assertionCalls } = getState(base as never);
  setState({ assertionCalls: assertionCalls + 1 }, base as never);
  return chai.expect(value, message);
};
Object.assign(base, chai.expect, (globalThis as any)[ASYMMETRIC_MATCHERS_OBJECT]);
(globalThis as any)[GLOBAL_EXPECT] = base;
setState({ assertionCalls: 0 } as never, base as never);
(chai.expect as any).extend(base, customMatchers);

/** Asserts again and again until it holds, or the time is over. */
function poll(value: () => unknown, { timeout = patience(30_000), interval = 20 } = {}): unknown {
  const matchers = (negated: boolean): unknown =>
    new Proxy(
      {},
      {
        get: (_target, name: string) => {
          if (name === "not") return matchers(true);
          return async (...args: unknown[]) => {
            const deadline = Date.now() + timeout;
            for (let tries = 0; ; tries++) {
              try {
                const assertion = base(await value());
                return (negated ? assertion.not : assertion)[name](...args);
              } catch (error) {
                if (tries * interval > timeout || Date.now() > deadline) throw error;
                await new Promise((resolve) => sleep(resolve, interval));
              }
            }
          };
        },
      },
    );
  return matchers(false);
}

const extend = (matchers: object): void => (chai.expect as any).extend(base, matchers);

export const expect: any = Object.assign(base, { poll, extend });
