// What all copies of the library in one process have in common: ESM and CommonJS, or two installed ones, meet at one Symbol.for key.

/** The value under `name`, made by the first copy that asks. Its shape may only change together with the number in the key. */
export function shared<Value>(name: string, create: () => Value): Value {
  const holder = globalThis as Record<symbol, unknown>;
  return (holder[Symbol.for(`telltale.business.${name}.1`)] ??= create()) as Value;
}
