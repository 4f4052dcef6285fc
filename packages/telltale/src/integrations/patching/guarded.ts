// Where patched code of libraries enters ours: an error of the library's own is counted, and goes no further. Errors of the application pass as they
// are, and its functions are called once.
import { report } from "../../engine/diagnostics/diagnose.ts";

type Method = (this: any, ...args: any[]) => any;

/** Where a wrapper keeps what it replaces. */
export const original: unique symbol = Symbol.for("telltale.original") as never;

/** Gives `wrapped` the name, length and own fields of `method`. */
export function resemble<T extends object>(wrapped: T, method: object): T {
  for (const key of Reflect.ownKeys(method)) {
    if (key === "prototype" || key === "caller" || key === "arguments" || key === original) continue;
    Object.defineProperty(wrapped, key, Object.getOwnPropertyDescriptor(method, key) as PropertyDescriptor);
  }
  return wrapped;
}

/** What became of the function that a wrapper stands for, in the call that is being made. */
const notCalled = 0;
const begun = 1;
const returned = 2;
const threw = 3;

/** A hook that does `act`, whose errors are counted, and then calls its last argument: what it hooks goes on. */
export function goingOn<Args extends unknown[]>(
  act: (...args: Args) => void,
): (...args: [...Args, () => void]) => void {
  return (...args) => {
    try {
      act(...(args as unknown as Args));
    } catch (error) {
      report("internal_error", error);
    }
    (args.at(-1) as () => void)();
  };
}

/** Returns what `find` does, or what `instead` does where it throws, which is counted. */
export function resultOr<Args extends unknown[], T>(
  find: (...args: Args) => T,
  instead: () => T,
): (...args: Args) => T {
  return (...args) => {
    try {
      return find(...args);
    } catch (error) {
      report("internal_error", error);
      return instead();
    }
  };
}

/**
 * `wrap(method)`, in which an error of the wrapper's own is counted: the caller then gets what `method` has given or thrown, and where it was
 * not called yet, it is.
 */
export function guarded(method: Method, wrap: (method: Method) => Method): Method {
  let stage = notCalled;
  let outcome: unknown;
  function watched(this: unknown, ...args: unknown[]): unknown {
    try {
      const result: unknown = method.apply(this, args);
      stage = returned;
      return (outcome = result);
    } catch (error) {
      stage = threw;
      outcome = error;
      throw error;
    }
  }
  const wrapped = wrap(resemble(watched, method));
  return function guardedCall(this: unknown, ...args) {
    // it may be called again inside of itself
    const outerStage = stage;
    const outerOutcome = outcome;
    stage = notCalled;
    try {
      return wrapped.apply(this, args) as unknown;
    } catch (error) {
      if (stage === threw && error === outcome) throw error;
      report("internal_error", error);
      if (stage === threw) throw outcome;
      return stage === returned ? outcome : (method.apply(this, args) as unknown);
    } finally {
      stage = outerStage;
      outcome = outerOutcome;
    }
  };
}

/** Stands for `method`: does `act` first, whose errors are counted. */
export function doingFirst(method: Method, act: (self: any, ...args: any[]) => void): Method {
  return function watched(this: unknown, ...args) {
    try {
      act(this, ...args);
    } catch (error) {
      report("internal_error", error);
    }
    return method.apply(this, args) as unknown;
  };
}

/**
 * The same for an `emit`, whose listeners may throw what no code catches: it is not caught here, because Node shows the line that has thrown an
 * error last.
 */
export function guardedEmit(emit: Method, wrap: (emit: Method) => Method): Method {
  let stage = notCalled;
  let outcome: unknown;
  function watched(this: unknown, ...args: unknown[]): unknown {
    stage = begun;
    outcome = emit.apply(this, args);
    stage = returned;
    return outcome;
  }
  const wrapped = wrap(resemble(watched, emit));
  return function guardedCall(this: unknown, ...args) {
    const outerStage = stage;
    stage = notCalled;
    let isWhole = false;
    try {
      const result: unknown = wrapped.apply(this, args);
      isWhole = true;
      return result;
    } finally {
      const reached = stage;
      const given = outcome;
      stage = outerStage;
      outcome = undefined;
      if (!isWhole && reached !== begun) {
        report("internal_error", `while an event was emitted: ${String(args[0])}`);
        // oxlint-disable-next-line no-unsafe-finally -- the error is the library's
        return reached === returned ? given : (emit.apply(this, args) as unknown);
      }
    }
  };
}
