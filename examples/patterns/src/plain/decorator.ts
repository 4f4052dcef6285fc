// A class.
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
