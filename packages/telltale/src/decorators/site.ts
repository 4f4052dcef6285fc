// Where a decorated function is: class and member. A legacy decorator knows both at once; a standard one knows the member, and
// the class when it has been defined, which its initializers tell.
import type { Callable } from "./call.ts";
import { standsFor } from "./stand-in.ts";

/** Where a function is. */
export interface Site {
  /** `Orders.pay`; the member alone while the class is not known, or has no name. */
  readonly name: string;
  /** Whether the name will not change. */
  readonly settled: boolean;
  /** What it is called when `name` was asked for: that, or with the member behind it where one name serves a whole class. */
  as(name: string | undefined): string;
}

/** A site whose class is known later. */
export interface OpenSite extends Site {
  /** The function that is there now. */
  occupy(fn: Callable): void;
  /** An instance of the class, or the class for a static member, is there. */
  met(self: unknown, isStatic: boolean): void;
}

/** The site of a function that belongs to no class, or to a known one. */
export function knownSite(className: string, member: string): Site {
  const own = className === "" ? member : `${className}.${member}`;
  return { name: own, settled: true, as: (name) => name ?? own };
}

/** The site of a method that is decorated by way of its class. */
export function classSite(className: string, member: string): Site {
  const site = knownSite(className, member);
  return { ...site, as: (name) => (name === undefined ? site.name : `${name}.${member}`) };
}

/** The site of the member `key`; `prefix` is `get ` or `set ` for accessors. */
export function openSite(key: string | symbol, prefix: string): OpenSite {
  let occupant: Callable | undefined;
  const site = {
    name: prefix + memberName(key),
    settled: false,
    as: (name: string | undefined): string => name ?? site.name,
    occupy(fn: Callable): void {
      occupant = fn;
    },
    met(self: unknown, isStatic: boolean): void {
      if (site.settled || occupant === undefined) return;
      site.settled = true;
      const className = isStatic
        ? nameOf(ownerOf(self, key, occupant) ?? self)
        : nameOf((ownerOf(self, key, occupant) ?? (self as object | undefined) ?? {}).constructor as unknown);
      if (className !== "") site.name = `${className}.${site.name}`;
    },
  };
  return site;
}

/** A member's name as text. */
export function memberName(key: string | symbol): string {
  return typeof key === "string" ? key : `[${key.description ?? ""}]`;
}

/** The object on the way from `self` upwards that has `occupant` under `key`: a subclass may have a member of the same name. */
function ownerOf(self: unknown, key: string | symbol, occupant: Callable): object | undefined {
  let nearest: object | undefined;
  for (let at = self as object | null; at !== null && at !== undefined; at = Object.getPrototypeOf(at)) {
    const own = Object.getOwnPropertyDescriptor(at, key);
    if (own === undefined) continue;
    if ([own.value, own.get, own.set].some((fn) => standsFor(fn, occupant))) return at;
    // another decorator may have wrapped ours
    nearest ??= at;
  }
  return nearest;
}

/** The `name` of a class, a function, or anything that has one; empty where it is not text or refuses to be read. */
export function nameOf(named: unknown): string {
  try {
    const name: unknown = (named as { readonly name?: unknown } | null | undefined)?.name;
    return typeof name === "string" ? name : "";
  } catch {
    return "";
  }
}
