// Classes of libraries, of which nothing is known.
import { readField } from "../../calls/read-field.ts";

/** The prototype of a class; undefined for anything else. Never throws. */
export function prototypeOf(value: unknown): object | undefined {
  const prototype = typeof value === "function" ? readField(value, "prototype") : undefined;
  return typeof prototype === "object" && prototype !== null ? prototype : undefined;
}

/** The owner of the property `name` of `instance`, itself or a prototype: there it can be replaced for all. */
export function ownerOf(instance: unknown, name: string): object | undefined {
  let owner = instance;
  while ((typeof owner === "object" || typeof owner === "function") && owner !== null) {
    if (Object.hasOwn(owner, name)) return owner;
    owner = Object.getPrototypeOf(owner) as unknown;
  }
  return undefined;
}
