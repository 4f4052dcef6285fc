// A decorator: each method of the class is a span. `@traceMethod` on one method does it for that one.
import { traceMethod } from "telltale";

@traceMethod({ arguments: ["order"] })
class Parcels {
  async ship(order: string): Promise<string> {
    const box = await this.pack(order);
    return `shipped ${box}`;
  }

  async pack(order: string): Promise<string> {
    return `a box with ${order}`;
  }
}

export async function run(): Promise<string> {
  return new Parcels().ship("o-1");
}
