// What can be chosen for an integration of a database, and what holds where nothing is chosen.
import { defaultQueryLength } from "../../calls/database-span.ts";
import { readField } from "../../calls/read-field.ts";
import { readNumber } from "../../calls/read-options.ts";
import { shared } from "../../engine/runtime/shared.ts";
import type { DatabaseThresholds } from "../../database.ts";

/** What is to be seen of a database's driver. */
export interface DatabaseIntegrationOptions {
  /** `true` records the parameters' values as `db.query.parameter.<key>`, redacted as all attributes are. */
  readonly recordParameters?: boolean | undefined;
  /** How many characters of the query's text are kept. 500 */
  readonly maxQueryLength?: number | undefined;
  /** The upper bounds in ms of `fast` (100) and `moderate` (1000) of `telltale.db.class`; the rest is `slow`. */
  readonly thresholds?: DatabaseThresholds | undefined;
  /**
   * `true` leaves out what happens outside of any span, `false` nothing. When left out: only what a broker's library does by itself (asking
   * for jobs, renewing locks, maintenance) and commands that wait for what comes (`BLPOP`).
   */
  readonly requireParent?: boolean | undefined;
  /** `false` leaves out the metrics of connection pools. */
  readonly poolMetrics?: boolean | undefined;
}

/** What is to be seen of a driver of SQL. */
export interface SqlIntegrationOptions extends DatabaseIntegrationOptions {
  /**
   * `true` ends each text with a comment that names the span (`traceparent`, the form of sqlcommenter), so that the database's own logs
   * and views lead to the trace. Texts that have comments and prepared statements with a name are left as they are.
   */
  readonly traceComments?: boolean | undefined;
}

/** The same, resolved. */
export interface DatabaseSettings {
  /** What the application says by itself has a higher word than all before; what `telltale/register` says has none: 0. */
  readonly priority: number;
  readonly recordParameters: boolean;
  readonly maxQueryLength: number;
  readonly fastMs: number;
  readonly moderateMs: number;
  /** Undefined leaves out polling alone. */
  readonly requireParent: boolean | undefined;
  readonly poolMetrics: boolean;
  readonly traceComments: boolean;
}

const priorities = shared("database priorities", () => ({ last: 0 }));

/** Reads `options` without trust. */
export function readSettings(
  options: SqlIntegrationOptions | undefined,
  overrides: boolean,
): DatabaseSettings {
  const thresholds = readField(options, "thresholds");
  return {
    priority: overrides ? ++priorities.last : 0,
    recordParameters: readField(options, "recordParameters") === true,
    maxQueryLength: readNumber(readField(options, "maxQueryLength"), defaultQueryLength),
    fastMs: readNumber(readField(thresholds, "fastMs"), 100),
    moderateMs: readNumber(readField(thresholds, "moderateMs"), 1000),
    requireParent: readFlag(options, "requireParent"),
    poolMetrics: readField(options, "poolMetrics") !== false,
    traceComments: readField(options, "traceComments") === true,
  };
}

function readFlag(options: unknown, key: string): boolean | undefined {
  const value = readField(options, key);
  return typeof value === "boolean" ? value : undefined;
}
