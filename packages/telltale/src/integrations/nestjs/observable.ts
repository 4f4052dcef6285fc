// Observables of RxJS, seen through their methods: the library is the application's.
import type { Failure } from "../../calls/outlasting.ts";
import { readField } from "../../calls/read-field.ts";
import { storage, type Scope } from "../../engine/context/scope.ts";
import { types } from "../../engine/runtime/builtin.ts";
import type { Method } from "../patching/method.ts";

interface Observable {
  subscribe(...args: unknown[]): unknown;
  lift(operator: { call(subscriber: object, source: Observable): unknown }): Observable;
}

/** Whether `value` is an observable, as RxJS itself asks. */
function isObservable(value: unknown): value is Observable {
  return (
    typeof readField(value, "subscribe") === "function" && typeof readField(value, "lift") === "function"
  );
}

/**
 * Replaces what a handler of NestJS returned: a value, a promise, an observable, or a promise of one. Observables are subscribed to in `scope`.
 * `over` is called when the promise has settled and the observable has ended, with the error that either gave; with `isOne` at the first value,
 * where that is the answer.
 */
export function followed(
  given: unknown,
  scope: Scope,
  over: (failure?: Failure) => void,
  isOne = false,
): unknown {
  if (isObservable(given)) return followObservable(given, scope, over, isOne);
  if (!types.isPromise(given)) {
    over();
    return given;
  }
  return given.then(
    (value) => {
      if (isObservable(value)) return followObservable(value, scope, over, isOne);
      over();
      return value;
    },
    (error: unknown) => {
      over({ error });
      throw error;
    },
  );
}

/** An observable that gives what `observable` gives, which others may have, too. */
function followObservable(
  observable: Observable,
  scope: Scope,
  over: (failure?: Failure) => void,
  isOne: boolean,
): Observable {
  return observable.lift({
    call(subscriber, source) {
      let failure: Failure | undefined;
      const before = (name: string, note: (given: unknown) => void): void => {
        const method = readField(subscriber, name) as Method;
        Reflect.set(subscriber, name, (given: unknown) => {
          note(given);
          method.call(subscriber, given);
        });
      };
      before("error", (error) => (failure = { error }));
      if (isOne) before("next", () => over());
      // an end, an error, or the last unsubscription
      (readField(subscriber, "add") as Method).call(subscriber, () => over(failure));
      return storage.run(scope, () => source.subscribe(subscriber));
    },
  });
}
