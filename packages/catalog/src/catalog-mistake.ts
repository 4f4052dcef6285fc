// Collects what is wrong with a declaration, and reports all of it at once.
import { type Problem, problemLines } from "./problem.ts";

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

const brand: unique symbol = Symbol.for("telltale.catalog-mistake") as never;

/** A declaration that cannot be resolved, with every mistake in it. Recognise it with {@link isCatalogMistake}: two copies may be installed. */
export class CatalogMistake extends Error {
  override readonly name = "CatalogMistake";
  readonly problems: readonly Problem[];

  constructor(catalog: string, { list, more }: Problems) {
    const count = list.length + more;
    const lines = problemLines(list);
    if (more > 0) lines.push(`  and ${more} more`);
    super(
      `Cannot resolve the catalog ${catalog}: ${count} ${count === 1 ? "mistake" : "mistakes"}.\n${lines.join("\n")}`,
    );
    this.problems = list;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `error` is a {@link CatalogMistake}, also one of another installed copy. */
export function isCatalogMistake(error: unknown): error is CatalogMistake {
  return typeof error === "object" && error !== null && (error as Record<symbol, unknown>)[brand] === true;
}
