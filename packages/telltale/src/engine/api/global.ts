// The object under which all copies of `@opentelemetry/api` 1.x in a process find what is registered. It carries one version:
// a copy of a newer minor does not look into it, and a copy of any other version cannot register there. The library writes to it
// itself, so that copies of 1.0 to 1.10 all find it (docs/adr/011).
import { currentGlobal, setGlobal, unnoticed } from "./global-use.ts";
import { ownCopy } from "./own-copy.ts";
import type { ApiCopy, ApiGlobal, ApiName } from "./registered.ts";

// what all our providers answer to: the tracer and meter interfaces of 1.9 and 1.10 are the same, loggers came with 1.10
const servedVersion = "1.10.0";

/** What is there; undefined where nothing was ever registered. */
export function readGlobal(): Readonly<ApiGlobal> | undefined {
  return currentGlobal();
}

/**
 * Writes `entries` beside what is there, an undefined one takes away. The object is made anew: copies of 1.10 keep an object that
 * they once found fit and look no further. Without `version` it keeps its own. Nothing is left where nothing is registered.
 */
export function writeGlobal(
  entries: { readonly [place in ApiName | "diag"]?: unknown },
  version?: string,
): void {
  const before = currentGlobal();
  const next: ApiGlobal = { version: version ?? before?.version ?? ownVersion(), ...withoutVersion(before) };
  for (const [place, value] of Object.entries(entries) as [ApiName, unknown][]) {
    if (value === undefined) delete next[place];
    else next[place] = value;
  }
  setGlobal(Object.keys(next).length === 1 ? undefined : next);
}

function withoutVersion(global: ApiGlobal | undefined): Omit<ApiGlobal, "version"> {
  const { version: _version, ...rest } = global ?? { version: "" };
  return rest;
}

/** Runs `fn` while nothing seems to be registered. `fn` must be synchronous. */
export function unregistered<T>(fn: () => T): T {
  const before = currentGlobal();
  setGlobal(undefined);
  try {
    return unnoticed(fn);
  } finally {
    setGlobal(before);
  }
}

const versions = new WeakMap<object, string>();

/** The version of `copy`; undefined for what is not a copy of the API. It has no function for it, but stores it where it registers. */
function versionOf({ propagation }: ApiCopy): string | undefined {
  if (typeof propagation?.setGlobalPropagator !== "function") return undefined;
  let version = versions.get(propagation);
  if (version === undefined) {
    version = unregistered(() => {
      propagation.setGlobalPropagator?.({ inject() {}, extract: (context) => context, fields: () => [] });
      return currentGlobal()?.version;
    });
    if (version !== undefined) versions.set(propagation, version);
  }
  return version;
}

/** The version of our copy of the API; without one, that of our providers. */
export function ownVersion(): string {
  return ownCopy === undefined ? servedVersion : (versionOf(ownCopy) ?? "1.9.0");
}

/** The version to register under: the newest of what is there, of `copies` and, with providers, of what they serve. */
export function versionToRegister(copies: readonly ApiCopy[], provides: boolean): string {
  const known = ownCopy === undefined ? copies : [ownCopy];
  const found = [readGlobal()?.version, ...known.map(versionOf), provides ? servedVersion : undefined];
  return found.reduce<string>((newest, version = "") => newer(newest, version), ownVersion());
}

function newer(a: string, b: string): string {
  return minor(b) > minor(a) ? b : a;
}

/** The minor of a version 1.x.y; -1 for anything else. */
function minor(version: string): number {
  const match = /^1\.(\d+)\.\d+$/.exec(version);
  return match === null ? -1 : Number(match[1]);
}

/** Has what is registered bear the version of `copy`, which is about to set its diagnostic logger, until it has done so. */
export function lendVersion(copy: ApiCopy): void {
  const before = currentGlobal();
  const version = versionOf(copy);
  if (before === undefined || version === undefined || version === before.version) return;
  const lent = { ...before, version };
  Object.defineProperty(lent, "diag", {
    enumerable: true,
    get: () => before.diag,
    set(logger: unknown) {
      setGlobal(before);
      writeGlobal({ diag: logger });
    },
  });
  setGlobal(lent);
  // a logger that it refuses is not set
  queueMicrotask(() => {
    if (currentGlobal()?.version === version) writeGlobal({}, before.version);
  });
}

/**
 * Lets `copy` set its diagnostic logger, which is refused to any version but the registered one. The returned function undoes it.
 */
export function lendDiag(copy: ApiCopy): () => void {
  const { diag } = copy;
  const version = versionOf(copy);
  const original = diag?.setLogger;
  if (diag === undefined || version === undefined || typeof original !== "function") return () => {};
  const lending = (...args: never[]): boolean => {
    const before = currentGlobal();
    if (before === undefined || before.version === version) return original.apply(diag, args);
    setGlobal({ ...before, version });
    try {
      return unnoticed(() => original.apply(diag, args));
    } finally {
      const logger = currentGlobal()?.diag;
      setGlobal(before);
      writeGlobal({ diag: logger });
    }
  };
  diag.setLogger = lending;
  return () => {
    if (diag.setLogger === lending) diag.setLogger = original;
  };
}
