// Work in steps.
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
  check(net);
  const total = price(net);
  return book(total);
}

export function run(): string {
  return checkout(100);
}
