// Traces like those of the demo shop, from a seed: a storefront that reads products, a checkout that calls payments, payments that writes
// an order with its lines, and workers that take jobs. Times vary; nothing in them is a bottleneck unless asked for.
import type { TraceSpan } from "../../src/bottlenecks/trace-span.ts";

/** Uniform numbers from 0 to below 1, the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A trace that is written span by span: each begins where the one before has ended. */
class Writer {
  readonly spans: TraceSpan[] = [];
  readonly #random: () => number;
  #now = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A span around what `inner` adds, and `busyMs` of work, which vary by a factor of up to eight. */
  within(more: Partial<TraceSpan>, busyMs: number, inner: (id: string) => void = () => undefined): void {
    const id = (this.spans.length + 1).toString(16).padStart(16, "0");
    const start = this.#now;
    const place = this.spans.length;
    this.spans.push({ ...blank, ...more, id, start });
    const busy = busyMs * 2 ** (this.#random() * 3 - 1);
    this.#now += busy / 2;
    inner(id);
    this.#now += busy / 2;
    this.spans[place] = { ...this.spans[place]!, end: this.#now };
  }

  query(service: string, parentId: string, statement: string, busyMs = 2): void {
    const [operation = "", , table = ""] = statement.split(" ");
    this.within(
      { service, parentId, kind: 3, name: `${operation} ${table}`, system: "postgresql", statement },
      busyMs,
    );
  }
}

const blank: TraceSpan = {
  id: "",
  parentId: "",
  service: "storefront",
  environment: "production",
  version: "2.40.0",
  name: "",
  kind: 1,
  start: 0,
  end: 0,
  failed: false,
  system: "",
  statement: "",
  parameters: "",
  method: "",
  url: "",
  procedure: "",
  bodyBytes: 0,
  contentType: "",
  rows: -1,
};

const allProducts = "SELECT sku, name, category, price_cents FROM products ORDER BY sku";
const oneProduct = "SELECT * FROM products WHERE sku = $1";

const routes: readonly ((writer: Writer, random: () => number) => void)[] = [
  (writer) =>
    request(writer, "GET /", (id) => {
      writer.query("storefront", id, allProducts, 4);
      writer.within({ parentId: id, name: "rank recommendations" }, 30);
    }),
  (writer) =>
    request(writer, "GET /search", (id) =>
      writer.query("storefront", id, "SELECT sku, name FROM products WHERE name ILIKE $1", 6),
    ),
  (writer) => request(writer, "GET /products/:sku", (id) => writer.query("storefront", id, oneProduct)),
  (writer) => request(writer, "GET /compare", (id) => writer.query("storefront", id, allProducts, 4)),
  (writer) => request(writer, "POST /cart", () => undefined),
  checkout,
  (writer) => {
    writer.within({ service: "fulfilment", kind: 5, name: "process pack" }, 10, (id) => {
      writer.query("fulfilment", id, "UPDATE orders SET status = 'packed' WHERE id = $1");
      writer.query("fulfilment", id, "INSERT INTO jobs VALUES ($1, $2)");
      writer.query("fulfilment", id, "UPDATE jobs SET done_at = now() WHERE id = $1");
    });
  },
];

function request(writer: Writer, name: string, inner: (id: string) => void): void {
  writer.within(
    { name, kind: 2, url: name.slice(name.indexOf(" ") + 1), method: name.split(" ", 1)[0]! },
    4,
    inner,
  );
}

function checkout(writer: Writer, random: () => number): void {
  request(writer, "POST /checkout", (id) =>
    writer.within(
      { parentId: id, kind: 3, name: "POST", method: "POST", url: "http://payments/orders" },
      2,
      (call) =>
        writer.within({ service: "payments", parentId: call, kind: 2, name: "POST /orders" }, 4, (order) => {
          writer.query("payments", order, "INSERT INTO orders (id, user_id) VALUES ($1, $2)");
          const lines = 1 + Math.floor(random() * 6);
          for (let line = 0; line < lines; line++) {
            writer.query("payments", order, "UPDATE products SET stock = stock - $2 WHERE sku = $1");
            writer.query("payments", order, "INSERT INTO order_lines VALUES ($1, $2, $3)");
          }
          charge(writer, order, random);
          writer.query("payments", order, "UPDATE orders SET status = 'paid' WHERE id = $1");
        }),
    ),
  );
}

/** A provider that may have to be asked again. */
function charge(writer: Writer, parentId: string, random: () => number): void {
  const url = "https://nordpay.example/charges";
  do {
    const failed = random() < 0.1;
    writer.within({ service: "payments", parentId, kind: 3, name: "POST", method: "POST", url, failed }, 90);
    if (!failed) return;
  } while (random() < 0.9);
}

/** The cart that asks for each product by a query of its own. */
function slowCart(writer: Writer, random: () => number): void {
  request(writer, "GET /cart", (id) => {
    const products = 8 + Math.floor(random() * 20);
    for (let product = 0; product < products; product++) writer.query("storefront", id, oneProduct, 3);
  });
}

/** One trace. @param bad with the problem. */
export function shopTrace(random: () => number, bad = false): readonly TraceSpan[] {
  const writer = new Writer(random);
  const route = bad ? slowCart : routes[Math.floor(random() * routes.length)]!;
  route(writer, random);
  // spans that have ended may be in any order
  return writer.spans;
}
