// What is said of an application: how it starts, what it is asked, and how Telltale's spans of it may differ from the stock ones.
import type { HttpRequest } from "./running.ts";

/** One kind of span that one side has and the other has not, or has by another name. */
export interface Difference {
  /** Whose spans are changed before the two are compared. */
  readonly side: "stock" | "telltale";
  /** Compared with kind, name and scope, as in `SERVER GET /orders (http)`; the scope is without `@opentelemetry/instrumentation-`. */
  readonly spans: RegExp;
  /** The line that they become, without a scope. Without it they are left out, and their children belong to their parents. */
  readonly as?: string | ((...match: string[]) => string);
  readonly reason: string;
}

/** A service that an application needs, as `facts` of the tests of the library have it. */
export type Service = "PostgreSQL" | "Redis";

export interface Application {
  /** Also its folder below `fixtures`. */
  readonly name: string;
  /** A sentence for the reference. */
  readonly about: string;
  readonly services?: readonly Service[];
  readonly build?: readonly string[];
  readonly command: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly readyPath: string;
  /** A file that it writes before that, where it answers sooner than it is ready. */
  readonly readyFile?: string;
  /** Asked one after the other. */
  readonly requests: readonly HttpRequest[];
  /** Entries beside one per request: jobs, requests to itself, what it does when it starts. Less, where requests are probes. */
  readonly furtherEntries?: number;
  /** Whether it ends by `process.exit()` at SIGTERM, when what was not sent before is lost (Telltale writes it into its crash file). */
  readonly isLost?: boolean;
  /** Headers whose values differ from one start to the next. */
  readonly varyingHeaders?: readonly string[];
  /** Parts of bodies that do. */
  readonly varyingBody?: RegExp;
  readonly differences: readonly Difference[];
}
