// What is wrong with a declaration: each mistake with its path, what was expected, and the fix.

/** One mistake of a declaration. */
export interface Problem {
  /** Where it is, such as `attributes."order.id".type` or `imports[0].name`; empty for the whole declaration. */
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

/** More are only counted: a text file given in place of a catalog must not fill the memory. */
const most = 200;

/** Collects the mistakes of one declaration. */
export interface Problems {
  readonly list: readonly Problem[];
  /** Number of mistakes that were left out of the list. */
  readonly more: number;
  add(path: string, message: string, fix: string): void;
}

export function createProblems(): Problems {
  const list: Problem[] = [];
  let more = 0;
  return {
    list,
    get more() {
      return more;
    },
    add(path, message, fix) {
      if (list.length < most) list.push({ path, message, fix });
      else more += 1;
    },
  };
}

const plainKey = /^[A-Za-z_$][\w$]*$/;

/** `path` followed by `key`, quoted where it is not a plain name: `attributes."order.id"`. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  const name = plainKey.test(key) ? key : JSON.stringify(shorten(key));
  return path === "" ? name : `${path}.${name}`;
}

/** A value as messages show it: one line, 80 characters at most. */
export function show(value: unknown): string {
  if (typeof value === "string") return `\`${shorten(value)}\``;
  if (value === null || value === undefined || typeof value === "boolean") return `\`${String(value)}\``;
  if (typeof value === "number" || typeof value === "bigint") return `\`${String(value)}\``;
  return typeof value === "object" ? (isList(value) ? "a list" : "an object") : `a ${typeof value}`;
}

/** A revoked proxy throws when it is asked. */
function isList(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

function shorten(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what must not be there
  const line = text.replaceAll(/[\0-\x1f\x7f-\x9f\u2028\u2029]/g, " ");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

const brand: unique symbol = Symbol.for("telltale.catalog-mistake") as never;

/** A declaration that cannot be resolved, with every mistake in it. Recognise it with {@link isCatalogMistake}: two copies may be installed. */
export class CatalogMistake extends Error {
  override readonly name = "CatalogMistake";
  readonly problems: readonly Problem[];

  constructor(catalog: string, { list, more }: Problems) {
    const count = list.length + more;
    const lines = list.map(
      ({ path, message, fix }) => `  ${path === "" ? "" : `${path}: `}${message} ${fix}`,
    );
    if (more > 0) lines.push(`  and ${more} more`);
    super(
      `Cannot resolve the catalog ${catalog}: ${count} ${count === 1 ? "mistake" : "mistakes"}.\n${lines.join("\n")}`,
    );
    this.problems = list;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Tells whether `error` is a {@link CatalogMistake}, also one of another installed copy. */
export function isCatalogMistake(error: unknown): error is CatalogMistake {
  return typeof error === "object" && error !== null && (error as Record<symbol, unknown>)[brand] === true;
}
