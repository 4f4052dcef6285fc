// The types of calls by a catalog: which names there are, which attributes each needs, and which values those have. Types only.
//
// `Register` names the catalog of the plain imports. Without it every name is any text, every attribute any value, as if nothing of this were
// here: `DeclaredName` is `never`, so that the overloads for declared names are passed over, and `OpenName` is `string`.
import type { Context } from "@opentelemetry/api";
import type { StableAttributes } from "catalog";

/**
 * Names the catalog by which the plain imports are typed.
 *
 * ```ts
 * declare module "telltale" {
 *   interface Register {
 *     catalog: typeof catalog;
 *   }
 * }
 * ```
 */
// oxlint-disable-next-line typescript/no-empty-interface -- it is there to be added to
export interface Register {}

/** The catalog that is registered; `undefined` without one. */
export type Registered = Register extends { readonly catalog: infer C } ? C : undefined;

/** A catalog and those that it imports. */
type All<C> = C extends { readonly imports: readonly (infer I)[] } ? C | All<I> : C;

type SectionOf<C, S extends string> =
  All<C> extends infer A ? (A extends Readonly<Record<S, infer T>> ? T : never) : never;
type KeysOf<T> = T extends unknown ? keyof T & string : never;
type ThingIn<T, N> = T extends unknown ? (N extends keyof T ? T[N] : never) : never;
type ThingOf<C, S extends string, N> = ThingIn<SectionOf<C, S>, N>;
type ListOf<T, F extends string> = T extends Readonly<Record<F, readonly (infer K)[]>> ? K & string : never;

/** The names of `S`, such as `spans`; `never` where the catalog declares none. */
export type DeclaredName<S extends string, C = Registered> = KeysOf<SectionOf<C, S>>;

/** Any text where the catalog declares nothing of `S`. */
export type OpenName<S extends string, C = Registered> = [DeclaredName<S, C>] extends [never]
  ? string
  : never;

/** The names of `S` without required attributes; any text where the catalog declares none. */
export type FreeName<S extends string, C = Registered> = OpenName<S, C> | BareName<S, C>;

/** The names of `S` without required attributes. */
export type BareName<S extends string, C = Registered> =
  DeclaredName<S, C> extends infer N
    ? N extends string
      ? [ListOf<ThingOf<C, S, N>, "attributes">] extends [never]
        ? N
        : never
      : never
    : never;

/** The metrics of one kind. */
export type MetricName<Kind extends string, C = Registered> =
  DeclaredName<"metrics", C> extends infer N
    ? N extends string
      ? ThingOf<C, "metrics", N> extends { readonly kind: Kind }
        ? N
        : never
      : never
    : never;

interface Values {
  string: string;
  int: number | bigint;
  double: number;
  boolean: boolean;
  "string[]": readonly string[];
  "int[]": readonly (number | bigint)[];
  "double[]": readonly number[];
  "boolean[]": readonly boolean[];
  any: unknown;
}
type ValueOfType<T> = T extends `template[${infer P}]`
  ? ValueOfType<P>
  : T extends keyof Values
    ? Values[T]
    : unknown;
type MemberOf<T> = T extends { readonly value: infer V } ? V : T;
type Widened<T> = T extends string ? string & {} : number;
type ValueOf<D> = D extends { readonly type: readonly (infer M)[] }
  ? MemberOf<M> | (D extends { readonly open: true } ? Widened<MemberOf<M>> : never)
  : D extends { readonly type: infer T }
    ? ValueOfType<T>
    : unknown;

type Together<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never;
type Declarations<C> = Together<SectionOf<C, "attributes">>;
type TemplateOf<D> = {
  [K in keyof D]: D[K] extends { readonly type: `template[${string}]` } ? K : never;
}[keyof D];

/** Without an alias, so that completion shows what is written above each attribute in the catalog. */
type ByKey<D> = { readonly [K in keyof D]?: ValueOf<D[K]> | undefined };
type ByFamily<D> = {
  readonly [K in TemplateOf<D> as `${K & string}.${string}`]?: ValueOf<D[K]> | undefined;
};
type Stable = {
  readonly [K in keyof StableAttributes]?: ValueOfType<StableAttributes[K]> | undefined;
};
type StableFamilies = {
  readonly [
    K in keyof StableAttributes as StableAttributes[K] extends `template[${string}]`
      ? `${K}.${string}`
      : never
  ]?: ValueOfType<StableAttributes[K]> | undefined;
};

/** All attributes of the catalog, of its imports and of the stable semantic conventions; any object where it declares none. */
export type Attributes<C = Registered> = [keyof Declarations<C>] extends [never]
  ? object
  : ByKey<Declarations<C>> & ByFamily<Declarations<C>> & Stable & StableFamilies;

/** The keys of single attributes. */
export type DeclaredKey<C = Registered> = [keyof Declarations<C>] extends [never]
  ? never
  : keyof Attributes<C> & string;
/** Any object where the catalog declares no attributes. */
export type OpenAttributes<C = Registered> = [OpenKey<C>] extends [never] ? never : object;
export type OpenKey<C = Registered> = [keyof Declarations<C>] extends [never] ? string : never;
export type AttributeValue<K, C = Registered> = K extends keyof Attributes<C> ? Attributes<C>[K] : unknown;

/** The attributes of a signal: required ones, without those of `Has`, and all others. */
export type AttributesOf<S extends string, N, C = Registered, Has = never> = RequiredOf<
  Exclude<ListOf<ThingOf<C, S, N>, "attributes">, Has>,
  C
> &
  Attributes<C>;
type RequiredOf<K extends string, C> = {
  readonly [Key in K]: Exclude<AttributeValue<Key, C>, undefined>;
};

/** Attributes that follow a name: optional where none is required. */
export type Given<A> = {} extends A ? [attributes?: A | undefined] : [attributes: A];

/** The same with an error in their place. */
type GivenOrError<A> = {} extends A ? [attributes?: A | Error | undefined] : [attributes: A | Error];

/** Attributes and the context of a measurement. */
export type Measured<A> = {} extends A
  ? [attributes?: A | undefined, context?: Context | undefined]
  : [attributes: A, context?: Context | undefined];

/** What `A` has beside the attributes of the catalog must not be there: the compiler's error has this text. */
export type NoOther<A, C = Registered> = [OpenKey<C>] extends [never]
  ? {
      readonly [
        K in Exclude<keyof A, keyof Attributes<C>> & string
      ]?: `\`${K}\` is not declared in the catalog`;
    }
  : unknown;

/** Attributes that the library knows without a catalog: who does something, and in which session. */
interface Identities {
  readonly "user.id"?: unknown;
  readonly "session.id"?: unknown;
  readonly "customer.id"?: unknown;
}

/** Context attributes: those of the catalog, `Known` ones and identities; `Open` where the catalog declares none. */
export type ContextGiven<Known extends object, Open, C = Registered> = [OpenKey<C>] extends [never]
  ? Omit<Attributes<C>, keyof Known> & Identities & { readonly [K in keyof Known]?: Known[K] | undefined }
  : Open;

/** Attributes of a log record by its message. */
export type LogGiven<M, Has = never, C = Registered> = Given<
  [M] extends [DeclaredName<"logs", C>] ? AttributesOf<"logs", M, C, Has> : Attributes<C>
>;
export type LogGivenOrError<M, Has = never, C = Registered> = [OpenKey<C>] extends [never]
  ? GivenOrError<
      ([M] extends [DeclaredName<"logs", C>] ? AttributesOf<"logs", M, C, Has> : Attributes<C>) & {
        readonly error?: unknown;
        readonly err?: unknown;
      }
    >
  : [attributes?: unknown];

/** Options whose attributes are those of the catalog. */
export type Typed<O, C = Registered> = [OpenKey<C>] extends [never]
  ? Omit<O, "attributes"> & { readonly attributes?: Attributes<C> | undefined }
  : O;

/** Options of a declared signal. */
export type OptionsOf<O, S extends string, N, C = Registered> = Omit<O, "attributes" | "currency"> &
  OptionAttributes<AttributesOf<S, N, C>> &
  OptionCurrency<O, ThingOf<C, S, N>>;
type OptionAttributes<A> = {} extends A
  ? { readonly attributes?: A | undefined }
  : { readonly attributes: A };
type OptionCurrency<O, T> = O extends { readonly currency?: unknown }
  ? { readonly currency?: (T extends { readonly currency: infer Currency } ? Currency : string) | undefined }
  : unknown;

/** Options that follow a name: optional where no attribute is required. */
export type OptionsGiven<O, S extends string, N, C = Registered> =
  {} extends AttributesOf<S, N, C>
    ? [options?: OptionsOf<O, S, N, C> | undefined]
    : [options: OptionsOf<O, S, N, C>];

/** The values of an observed metric with the attributes `A`; a number where none is required. */
type ObservedBy<A> = readonly ObservedPoint<A>[] | ({} extends A ? number | undefined : undefined);
type ObservedPoint<A> = {} extends A
  ? { readonly value: number; readonly attributes?: A | undefined }
  : { readonly value: number; readonly attributes: A };
/** The callback of an observed metric `N`. */
export type ObserveOf<N, C = Registered> = () =>
  | ObservedBy<AttributesOf<"metrics", N, C>>
  | Promise<ObservedBy<AttributesOf<"metrics", N, C>>>;

/** What a handler without a workflow can listen for: declared events, and the states of all workflows. */
export type HeardName<C = Registered> =
  | DeclaredName<"events", C>
  | DeclaredStates<C>
  | OpenName<"events", C>
  | OpenName<"workflows", C>;
type DeclaredStates<C> = [DeclaredName<"workflows", C>] extends [never]
  ? never
  : StateOf<DeclaredName<"workflows", C>, C>;

/** `T` with what is declared of the transaction `N`; `T` itself where none is declared. */
export type ResumedTransaction<T, N, C = Registered> = [DeclaredName<"transactions", C>] extends [never]
  ? T
  : DeclaredTransaction<T, N, C>;

/** The steps of a transaction or journey; any text where none are declared. */
export type StepOf<S extends string, N, C = Registered> = PartOf<ThingOf<C, S, N>, "steps">;
/** The states of a workflow. */
export type StateOf<N, C = Registered> = PartOf<ThingOf<C, "workflows", N>, "states">;
type PartOf<T, F extends string> = T extends Readonly<Record<F, readonly (infer P)[]>> ? P & string : string;

/** `T` with the steps and attributes of a declared transaction. */
export type DeclaredTransaction<T, N, C = Registered> = Omit<T, "step" | "addAttribute" | "addAttributes"> & {
  /** Records a step: a span event and a record. `attributes` are this step's own. */
  step(name: StepOf<"transactions", N, C>, attributes?: Attributes<C>): void;
  /** Sets an attribute of the transaction and its span. */
  addAttribute<K extends DeclaredKey<C> | OpenKey<C>>(key: K, value: AttributeValue<K, C>): void;
  addAttributes(attributes: Attributes<C>): void;
};
