// What compiles with decorators, standard ones when this is checked with the package, legacy ones by tsconfig.decorators.json.
// `tsc` is the test, nothing here is run.
import {
  type Call,
  countCalls,
  counted,
  timed,
  timeMethod,
  traceMethod,
  trackTransaction,
  tracked,
} from "../../src/index.ts";

interface Order {
  readonly id: string;
  readonly total: number;
}

@traceMethod
@countCalls()
@timeMethod({ name: "orders", unit: "ms", buckets: [1, 10] })
export class Orders {
  readonly rate: number = 1;

  @traceMethod
  @timeMethod
  @countCalls
  plain(): void {}

  @traceMethod({
    name: "pay",
    arguments: ["order", 1, { name: "count", as: "times" }, { index: 0, redact: true }],
    attributes: ({ self, args: [order, count] }: Call<Orders, [Order, number]>) => ({
      rate: self.rate.toFixed(),
      count: count.toFixed(),
      id: order.id,
    }),
  })
  @trackTransaction({
    type: "purchase",
    id: ({ args: [order] }: Call<Orders, [Order]>) => order.id,
    amount: ({ args: [order] }: Call<Orders, [Order]>) => order.total,
    currency: "EUR",
  })
  async pay(order: Order, count: number): Promise<string> {
    return order.id.repeat(count);
  }

  // the result as it is once awaited; what a generator returns
  @traceMethod({
    attributes: ({ result }: Call<Orders, [Order], string>) => ({ length: result?.length.toFixed() }),
  })
  async receipt(order: Order): Promise<string> {
    return order.id;
  }
  @countCalls({ attributes: ({ result }: Call<Orders, [], string>) => ({ end: result?.at(-1) }) })
  *last(): Generator<number, string> {
    yield 1;
    return "end";
  }

  // less than the method's own is enough, and a wider type
  @countCalls({
    attributes: ({ args: [order] }: Call<object, [{ readonly id: string }]>) => ({ id: order.id }),
  })
  ship(order: Order, _to: string): void {
    void order;
  }

  @trackTransaction
  @trackTransaction()
  async book(): Promise<void> {}

  // what may be left out is annotated as such
  @traceMethod({
    attributes: ({ args: [, size] }: Call<Orders, [string, number?]>) => ({ size: size?.toFixed() }),
  })
  @traceMethod({ attributes: ({ args: [, size] }: Call<Orders, [string, number | undefined]>) => ({ size }) })
  list(_user: string, size = 10): number[] {
    return [size];
  }

  @traceMethod({ attributes: ({ args }: Call<Orders, string[]>) => ({ all: args.join() }) })
  rest(...names: string[]): number {
    return names.length;
  }

  // without an annotation all is unknown, which is enough to hand it on
  @traceMethod({ attributes: ({ args: [value], result }) => ({ value, result }) })
  unknown<T>(value: T): T {
    return value;
  }

  overloaded(value: string): string;
  overloaded(value: number): number;
  @traceMethod()
  overloaded(value: string | number): string | number {
    return value;
  }

  @traceMethod()
  *steps(): Generator<number, string> {
    yield 1;
    return "end";
  }

  @traceMethod({ attributes: ({ self }: Call<typeof Orders>) => ({ name: self.name }) })
  static of(rate: number): Orders {
    return Object.assign(new Orders(), { rate });
  }

  @timeMethod()
  get half(): number {
    return this.rate / 2;
  }

  @countCalls()
  set whole(value: number) {
    void value;
  }

  @traceMethod()
  [Symbol.toPrimitive](): string {
    return "";
  }
}

// the forms for functions know their function
const pay = tracked(async (order: Order) => order.total, {
  type: "purchase",
  id: ({ args: [order] }) => order.id,
  amount: ({ args: [order] }) => order.total,
  failure: ({ result }) => (result === undefined ? "nothing" : undefined),
});
export const booked: string = tracked((order: string) => order)("o1");
export const total: Promise<number> = pay({ id: "o1", total: 1 });
export const length: number = timed((text: string) => text.length)("a");
export const shout: string = counted((text: string) => text, { name: "shouts" })("a");

export class Misuse {
  // @ts-expect-error: the method's argument is another
  @traceMethod({ attributes: ({ args: [order] }: Call<Misuse, [Order]>) => ({ id: order.id }) })
  one(_id: string): void {}

  // @ts-expect-error: the method has one argument
  @countCalls({ attributes: ({ args: [, b] }: Call<Misuse, [string, number]>) => ({ b }) })
  two(_id: string): void {}

  // @ts-expect-error: it is another class
  @timeMethod({ attributes: ({ self }: Call<Orders>) => ({ rate: self.rate }) })
  three(): void {}

  // @ts-expect-error: what may be left out is not a number for sure
  @traceMethod({ attributes: ({ args: [n] }: Call<Misuse, [number]>) => ({ n }) })
  four(_n?: number): void {}

  // @ts-expect-error: an amount is a number or decimal text
  @trackTransaction({ type: "purchase", amount: ({ args: [order] }: Call<Misuse, [Order]>) => order })
  five(_order: Order): void {}

  // @ts-expect-error: the result is awaited, and no number
  @traceMethod({ attributes: ({ result }: Call<Misuse, [], number>) => ({ result }) })
  async result(): Promise<string> {
    return "";
  }

  // @ts-expect-error: there is no such option
  @trackTransaction({ typ: "purchase" })
  six(): void {}

  // @ts-expect-error: without an annotation all is unknown
  @traceMethod({ attributes: ({ args: [order] }) => ({ id: order.id }) })
  seven(_order: Order): void {}

  // @ts-expect-error: a field is not decorated
  @traceMethod()
  eight = 8;
}

// @ts-expect-error: a function's arguments are known
tracked((order: Order) => order.total, { id: ({ args: [order] }) => order.number });
// @ts-expect-error: buckets are numbers
timed((text: string) => text, { buckets: ["1"] });
