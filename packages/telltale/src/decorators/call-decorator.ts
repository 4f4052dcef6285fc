// The type of a decorator of calls: what it may decorate, and that its extractors fit the decorated function.
import type { ResultOf } from "../engine/completion/finish.ts";

type AnyFunction = (...args: never[]) => unknown;

/** Arguments with those that may be left out as `undefined`. */
type Given<Args extends readonly unknown[], All = Required<Args>> = {
  [Place in keyof All]: Place extends keyof Args ? Args[Place] : never;
};

/** What a method's arguments must be for extractors that are annotated with `Args`: those, and any more. */
type AtLeast<Args extends readonly unknown[]> = number extends Args["length"]
  ? Args
  : readonly [...(Given<Args> extends infer All extends readonly unknown[] ? All : never), ...unknown[]];

/** `unknown` when a function's arguments and result are those the extractors are annotated with, else something it is not. */
type Fits<Fn, Args extends readonly unknown[], Result> = Fn extends (...args: infer Own) => infer Gives
  ? Given<Own> extends AtLeast<Args>
    ? ResultOf<Gives> extends Result
      ? unknown
      : { readonly "the extractors expect another result": Result }
    : { readonly "the extractors expect other arguments": Args }
  : unknown;

/**
 * A decorator of methods, static methods, accessors and whole classes, standard and legacy. Of a class it takes the methods that stand
 * on its own prototype. `Self`, `Args` and `Result` are what its extractors are annotated with; a method that differs does not compile.
 */
export interface CallDecorator<
  Self = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> {
  /** A class, of both kinds. */
  (target: { readonly prototype: object }, context?: ClassDecoratorContext): void;
  /** A getter. */
  <This extends Self, Value>(
    value: (this: This) => Value,
    context: ClassGetterDecoratorContext<This, Value>,
  ): void;
  /** A setter. */
  <This extends Self, Value>(
    value: (this: This, value: Value) => void,
    context: ClassSetterDecoratorContext<This, Value>,
  ): void;
  /** An `accessor` field. */
  <This extends Self, Value>(
    value: ClassAccessorDecoratorTarget<This, Value>,
    context: ClassAccessorDecoratorContext<This, Value>,
  ): void;
  /** A method. */
  <This extends Self, Fn extends AnyFunction>(
    value: Fn & Fits<Fn, Args, Result>,
    // oxlint-disable-next-line typescript/no-explicit-any -- the type of the context's value is the first parameter's
    context: ClassMethodDecoratorContext<This, any>,
  ): void;
  /** A legacy method or accessor. */
  <This extends Self, Value>(
    target: This,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Value> & Fits<Value, Args, Result>,
  ): void;
}
