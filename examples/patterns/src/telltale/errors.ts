// Errors: what is thrown inside of a span is recorded on it and thrown on, the very same. There is nothing to write.
import { trace } from "telltale";

class CardDeclined extends Error {
  override readonly name = "CardDeclined";
}

async function reserve(order: string): Promise<string> {
  return `${order} is put by`;
}

async function charge(order: string, amount: number): Promise<string> {
  if (amount > 100) throw new CardDeclined(`${order} is too much`);
  return `${order} is paid`;
}

async function buy(order: string, amount: number): Promise<string[]> {
  return trace("buy", async () => {
    const reserved = await reserve(order);
    return [reserved, await trace("charge card", () => charge(order, amount))];
  });
}

export async function run(): Promise<string> {
  const paid = await buy("o-1", 20);
  return buy("o-2", 200).then(
    () => "paid",
    (error: Error) => `${paid.join()}, then ${error.name}`,
  );
}
