// Observables of RxJS, seen through their methods: the library is the application's.
import { storage, type Scope } from "../../engine/context/scope.ts";
import { types } from "../../engine/runtime/builtin.ts";
import { readField } from "../../calls/read-field.ts";
import type { Method } from "../patching/method.ts";

interface Observable {
  subscribe(...args: unknown[]): unknown;
}

/** Whether `value` is an observable, as RxJS itself asks. */
function isObservable(value: unknown): value is Observable {
  return (
    typeof readField(value, "subscribe") === "function" && typeof readField(value, "lift") === "function"
  );
}

/**
 * Replaces what a handler of NestJS returned: a value, a promise, an observable, or a promise of one. Observables are subscribed to in `scope`.
 * `over` is called once, with what was thrown, when the promise has settled and the observable has ended.
 */
export function followed(
  given: unknown,
  scope: Scope,
  over: (thrown?: { readonly error: unknown }) => void,
): unknown {
  if (isObservable(given)) return subscribedIn(given, scope, over);
  if (!types.isPromise(given)) {
    over();
    return given;
  }
  return given.then(
    (value) => {
      if (isObservable(value)) return subscribedIn(value, scope, over);
      over();
      return value;
    },
    (error: unknown) => {
      over({ error });
      throw error;
    },
  );
}

// others may have the same observable
function subscribedIn(observable: Observable, scope: Scope, over: () => void): Observable {
  const subscribe: Method = (...args) => {
    const subscription: unknown = storage.run(scope, () => observable.subscribe(...args));
    const add = readField(subscription, "add");
    if (typeof add === "function") add.call(subscription, () => over());
    else over();
    return subscription;
  };
  return Object.create(observable, {
    subscribe: { value: subscribe, configurable: true, writable: true },
  }) as Observable;
}
