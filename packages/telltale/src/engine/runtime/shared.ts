// What all copies of the library in one process (ESM, CommonJS, installed twice) must agree on lives under one
// Symbol.for key of globalThis, by name.

const key: unique symbol = Symbol.for("telltale.shared.1") as never;
const holder = globalThis as { [key]?: Record<string, unknown> };

/** The process-wide value of `name`, created by `create` on first use. */
export function shared<T>(name: string, create: () => T): T {
  const values = (holder[key] ??= Object.create(null) as Record<string, unknown>);
  return (values[name] ??= create()) as T;
}
