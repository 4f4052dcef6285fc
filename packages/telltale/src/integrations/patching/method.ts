// Methods of libraries, replaced in place: once, with their length and name, and without a throw whatever the library has become.
import { report } from "../../engine/diagnostics/diagnose.ts";
import { doingFirst, guarded, guardedEmit, original, resemble } from "./guarded.ts";
import { readField } from "../../calls/read-field.ts";

/** A function of a library, of which nothing is known. */
export type Method = (this: any, ...args: any[]) => any;

const chosen: unique symbol = Symbol.for("telltale.chosen") as never;

interface Dressed {
  readonly [original]?: Method;
  readonly [chosen]?: Choice;
}

/** What a wrapper was made by. The one with the higher word takes the place of another; of the same, the first stays. */
export interface Choice {
  readonly priority: number;
}

/**
 * Replaces the method `name` of `owner` with `wrap(method)`; whether it is there now. Does nothing where there is no
 * such method, where it was done before (unless `by` has the higher word), and where the owner refuses, which is counted. Never throws; nor does
 * the wrapper by itself.
 */
export function wrapMethod(
  owner: unknown,
  name: string,
  wrap: (method: Method) => Method,
  by?: Choice,
): boolean {
  return replaceMethod(owner, name, (method) => guarded(method, wrap), by);
}

/** The same for the `emit` of an owner, whose listeners may throw what no code catches. */
export function wrapEmit(owner: unknown, wrap: (emit: Method) => Method): void {
  replaceMethod(owner, "emit", (emit) => guardedEmit(emit, wrap));
}

/**
 * Has `act` called with the arguments of each call of the method `name` of `owner` before the method. The short form of {@link wrapMethod}, for
 * methods that run several times in a request.
 */
export function watchMethod(owner: unknown, name: string, act: (self: any, ...args: any[]) => void): boolean {
  return replaceMethod(owner, name, (method) => doingFirst(method, act));
}

function replaceMethod(owner: unknown, name: string, wrap: (method: Method) => Method, by?: Choice): boolean {
  const found = readField(owner, name);
  if (typeof found !== "function") return false;
  if (Object.hasOwn(found, original) && !isToGiveWay(owner, name, found, by)) return true;
  try {
    const method = (found as Dressed)[original] ?? (found as Method);
    const wrapped = wrap(method);
    dress(wrapped, method);
    if (by !== undefined) Object.defineProperty(wrapped, chosen, { value: by });
    const { enumerable = false } = Object.getOwnPropertyDescriptor(owner, name) ?? {};
    Object.defineProperty(owner, name, { value: wrapped, enumerable, configurable: true, writable: true });
    return true;
  } catch (error) {
    report("instrument_failed", error);
    return false;
  }
}

function isToGiveWay(owner: unknown, name: string, found: object, by: Choice | undefined): boolean {
  if (by === undefined || !Object.hasOwn(owner as object, name)) return false;
  return by.priority > ((found as Dressed)[chosen]?.priority ?? 0);
}

/** Gives `wrapped` the name, length and own fields of `method`, and notes what it replaces. */
export function dress(wrapped: object, method: object): void {
  resemble(wrapped, method);
  Object.defineProperty(wrapped, original, { value: method });
}

/** Whether `value` is a function that {@link wrapMethod} has put somewhere. */
export function isWrapped(value: unknown): boolean {
  return typeof value === "function" && Object.hasOwn(value, original);
}

/** What may hold the exports of `library`: itself, and the default export of a namespace. */
export function exportsOf(library: unknown): object[] {
  const inner = readField(library, "default");
  return [library, inner, readField(inner, "default")].filter(
    (face): face is object => (typeof face === "object" && face !== null) || typeof face === "function",
  );
}

/** Whether the exports of `face` cannot be replaced where they are: a namespace of an ES module, or one that TypeScript made. */
export function isFixed(face: object, name: string): boolean {
  try {
    const known = Object.getOwnPropertyDescriptor(face, name);
    return known !== undefined && known.configurable !== true;
  } catch {
    return true;
  }
}

/** Does `work` and gives back `library`, whatever happens in it. */
export function instrumenting<L>(library: L, work: () => void): L {
  try {
    work();
  } catch (error) {
    report("instrument_failed", error);
  }
  return library;
}
