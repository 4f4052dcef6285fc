// What a setting is: plain data, declared once beside the part that it configures. The type of its option, its variables, its place in a
// configuration file, what is rejected, the rows of `telltale doctor` and the reference page are derived from it (docs/adr/049).
//
// A declaration is an object `as const`, and the comment over a setting is its documentation.
import type { Signal } from "../engine/exporter/exporter.ts";
import type { TelemetryErrorCode } from "../error.ts";

/** Whether a value of a type that plain data cannot describe is one. */
export type Check<T> = (value: unknown) => value is T;

/** One setting. */
export interface Setting {
  /** `timeout` is milliseconds, and 0 means no limit; `key` a text or bytes; `custom` what `check` takes. */
  readonly type:
    | "flag"
    | "whole"
    | "number"
    | "timeout"
    | "text"
    | "url"
    | "key"
    | "choice"
    | "list"
    | "record"
    | "either"
    | "group"
    | "custom";
  /** Variables that set it, the stronger first. Words in braces represent the signal: `{SIGNAL}`, see `by-signal.ts`. */
  readonly variable?: string | readonly string[];
  /** Places in a configuration file, the stronger first: see `configuration/file-values.ts` for their form. */
  readonly file?: string | readonly string[];
  /** The kinds of components of a configuration file that set it. */
  readonly components?: readonly string[];
  /** The value when nothing is set; with `per` it may differ by signal. */
  readonly default?: unknown;
  /** The default in words, where it is not a value. */
  readonly fallback?: string;
  /** What a number counts. */
  readonly unit?: "ms" | "bytes" | "characters";
  readonly least?: number;
  readonly most?: number;
  /** A number must be more than this. */
  readonly above?: number;
  /** Of a choice. */
  readonly values?: readonly (string | boolean)[];
  /** What a list or record holds; of `either`, what it may be. */
  readonly of?: Setting | readonly Setting[];
  /** Of `custom`. */
  readonly check?: (value: unknown) => boolean;
  /** What is expected, in the words of messages; derived from the type where it is left out. */
  readonly expected?: string;
  /** Reads the text of a variable where the type does not say how; undefined for one that cannot be read. */
  readonly parse?: (text: string) => unknown;
  /** A text of its variable that means the same as none. */
  readonly unset?: string;
  /** Makes the value of the setting out of the one in a configuration file. */
  readonly fromFile?: (value: unknown) => unknown;
  /** The setting exists once for each of these signals. */
  readonly per?: readonly Signal[];
  /** A field that may not be left out. */
  readonly required?: true;
  /** No option has its name: `false`, or the path of the option that takes its place where it is given. */
  readonly option?: false | string;
  /** Values are never shown. */
  readonly secret?: true;
  /** The name of its row in `telltale doctor`. Default: its path. */
  readonly label?: string;
  /** The fields of a group. */
  readonly settings?: Settings;
  /**
   * Of a group that is on or off as a whole, for which `true` and `false`, or those of its `values`, may stand: which of them holds, and what
   * sets it.
   */
  readonly switch?: Setting;
  /** The code of errors about a group and what is in it. Default: that of the group around it, `TT_OPTION`. */
  readonly code?: TelemetryErrorCode;
}

/** Settings by their names. */
export type Settings = Readonly<Record<string, Setting>>;

/** Settings that belong together: an option that is an object. */
export interface Group extends Setting {
  readonly type: "group";
  readonly settings: Settings;
}

/** The type of the option that a setting is. */
export type ValueOf<S> = S extends { readonly type: "flag" }
  ? boolean
  : S extends { readonly type: "whole" | "number" | "timeout" }
    ? number
    : S extends { readonly type: "text" | "url" }
      ? string
      : S extends { readonly type: "key" }
        ? string | Uint8Array
        : S extends { readonly type: "choice"; readonly values: readonly (infer V)[] }
          ? V
          : S extends { readonly type: "list"; readonly of: infer O }
            ? readonly ValueOf<O>[]
            : S extends { readonly type: "record"; readonly of: infer O }
              ? Readonly<Record<string, ValueOf<O>>>
              : S extends { readonly type: "either"; readonly of: readonly (infer O)[] }
                ? EachOf<O>
                : S extends { readonly type: "group"; readonly settings: infer F }
                  ? OptionsOf<F> | SwitchOf<S>
                  : S extends { readonly type: "custom"; readonly check: Check<infer T> }
                    ? T
                    : never;

type SwitchOf<S> = S extends { readonly switch: infer W }
  ? W extends { readonly values: readonly (infer V)[] }
    ? V
    : boolean
  : never;
type EachOf<O> = O extends unknown ? ValueOf<O> : never;

type NotOption<F> = {
  [K in keyof F]: F[K] extends { readonly option: false | string } ? K : never;
}[keyof F];
type Required<F> = { [K in keyof F]: F[K] extends { readonly required: true } ? K : never }[keyof F];

/** The type of options that `F`, the settings of a group, come to. */
export type OptionsOf<F> = [Required<F>] extends [never]
  ? Optional<F, Exclude<keyof F, NotOption<F>>>
  : Optional<F, Exclude<keyof F, Required<F> | NotOption<F>>> & Needed<F, Required<F>>;
// each by itself, so that the comments of the declarations stay
type Optional<F, K extends keyof F> = { readonly [P in K]?: ValueOf<F[P]> | undefined };
type Needed<F, K extends keyof F> = { readonly [P in K]: ValueOf<F[P]> };

type Settled<S> = S extends { readonly type: "group"; readonly settings: infer F }
  ? S extends { readonly switch: object }
    ? Resolved<F> | undefined
    : Resolved<F>
  : S extends { readonly default: unknown } | { readonly required: true }
    ? ValueOf<S>
    : ValueOf<S> | undefined;

/** The resolved settings of a group: by signal where a setting exists for each. */
export type Resolved<F> = {
  readonly [K in keyof F]: F[K] extends { readonly per: readonly (infer P extends string)[] }
    ? Readonly<Record<P, Settled<F[K]>>>
    : Settled<F[K]>;
};

/** What variables have set of the settings `F`. */
export type VariablesOf<F> = { readonly [K in keyof F]?: ValueOf<F[K]> };
