// A small number for each tenant seen, for keys that are compared often. It holds for this process only. Tenants come from the
// console's own tokens, so there are few.

const numbers = new Map<string, number>();
let last = "";
let lastNumber = 0;

/** The number of `tenant`; 0 for the one without a name. */
export function tenantNumber(tenant: string): number {
  if (tenant === last) return lastNumber;
  let number = tenant === "" ? 0 : numbers.get(tenant);
  if (number === undefined) {
    number = numbers.size + 1;
    numbers.set(tenant, number);
  }
  last = tenant;
  lastNumber = number;
  return number;
}
