// What a route is, and what its declaration says as types.
import type { z } from "zod";

/** `ingest` sends telemetry, `read` sees it, `alerts` also changes alert rules and silences, tests channels, writes notes, `admin` does all and changes things. */
export type Scope = "ingest" | "read" | "alerts" | "admin";

/** A scope; `operator`: that of the method, and a caller who is of no tenant; `open`: nothing. */
export type Access = Scope | "operator" | "open";

/** One route. The table of routes has it under its method and path, as `GET /api/traces/:id`. */
export interface Route {
  /** One sentence. */
  readonly summary: string;
  /** What else a caller has to know, in Markdown. */
  readonly description?: string;
  /** Absent: `read` for a GET, else `admin`. */
  readonly access?: Access;
  /** Of the path's parameters those that are not any text. */
  readonly params?: z.ZodRawShape;
  readonly query?: z.ZodRawShape;
  /** Sent as JSON. */
  readonly body?: z.ZodType;
  /** The body is a file of any type, read as a stream. */
  readonly upload?: true;
  /** Answered as JSON. */
  readonly result?: z.ZodType;
  /** The answer may have more than 8 MB, and is sent in pieces. All other answers are shorter: their lists are limited. */
  readonly isLong?: true;
  /** The type of an answer that is not JSON of the form `result`, or the types it may have. */
  readonly file?: string | readonly string[];
  /** One line or event of `file`. */
  readonly of?: z.ZodType;
}

/** The output of a schema, read-only. */
export type Out<Schema extends z.ZodType> = ReadonlyDeep<z.output<Schema>>;

/** Parameters as a caller passes them: a list of one may be a single value. */
export type In<Fields extends z.ZodRawShape> = Singles<z.input<z.ZodObject<Fields>>>;

/** Names of the `:parameters` in a path. */
export type PathParams<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { readonly [One in Name]: string } & PathParams<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? { readonly [One in Name]: string }
    : unknown;

type Singles<T> = { readonly [Key in keyof T]: OneOrMore<T[Key]> };
type OneOrMore<T> = T extends readonly (infer One)[] ? One | readonly One[] : T;
type ReadonlyDeep<T> = T extends object ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> } : T;

/** Routes by method and path. */
export type Routes = Readonly<Record<string, Route>>;

/** What a caller sends of a schema: what has a default may be left out. */
export type Body<Schema extends z.ZodType> = ReadonlyDeep<z.input<Schema>>;
