// Vouchers, new in payments 2.42.0, and broken there: the story of an error that is new in one version.
import { settings } from "./settings.ts";

/** A voucher could not be applied to an order. */
class VoucherError extends Error {
  override readonly name = "VoucherError";
  readonly lines: number;

  constructor(lines: number) {
    super(`Cannot spread a voucher over ${lines} products`);
    this.lines = lines;
  }
}

/** Takes the voucher off the price. Only 2.42.0 has vouchers; there, an order of several products throws. */
export function applyVoucher(amountCents: number, lines: number): number {
  if (settings.version !== "2.42.0") return amountCents;
  if (lines > 1) throw new VoucherError(lines);
  return amountCents;
}
