// Nested spans: a `trace` inside of another is its child, through every call between them.
import { trace } from "telltale";

const vat = 0.25;

function check(net: number): void {
  if (net <= 0) throw new RangeError(`Cannot sell for ${net}`);
}

function price(net: number): number {
  return net * (1 + vat);
}

function book(total: number): string {
  return `booked ${total}`;
}

function checkout(net: number): string {
  return trace("checkout", () => {
    trace("check", () => check(net));
    const total = trace("price", () => price(net));
    return trace("book", () => book(total));
  });
}

export function run(): string {
  return checkout(100);
}
