// What the cart suggests: products that sell well and are not in it yet.
import { faultIsOn } from "./faults.ts";
import { sql } from "./sql.ts";

interface Suggestion {
  readonly sku: string;
  readonly name: string;
  /** How often it was ordered. */
  readonly sold: number;
}

/** The three that sell best of those that are not among `skus`. */
export async function goesWellWith(skus: readonly string[]): Promise<readonly Suggestion[]> {
  const others = faultIsOn("cart-queries") ? await oneByOne(skus) : await inOneQuery(skus);
  return others.slice(0, 3);
}

function inOneQuery(skus: readonly string[]): Promise<Suggestion[]> {
  const text = `SELECT p.sku, p.name, count(l.sku)::int AS sold FROM products p LEFT JOIN order_lines l ON l.sku = p.sku
    WHERE p.sku <> ALL($1) GROUP BY p.sku, p.name ORDER BY sold DESC LIMIT 3`;
  return sql<Suggestion>(text, [skus]);
}

/** The fault: a query for the list, and one more for each product on it. */
async function oneByOne(skus: readonly string[]): Promise<Suggestion[]> {
  const products = await sql<{ sku: string; name: string }>(
    "SELECT sku, name FROM products WHERE sku <> ALL($1)",
    [skus],
  );
  const suggestions: Suggestion[] = [];
  for (const { sku, name } of products) {
    const [counted] = await sql<{ sold: number }>(
      "SELECT count(*)::int AS sold FROM order_lines WHERE sku = $1",
      [sku],
    );
    suggestions.push({ sku, name, sold: counted?.sold ?? 0 });
  }
  return suggestions.toSorted((one, other) => other.sold - one.sold);
}
