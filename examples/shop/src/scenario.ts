// The shop as a scenario for replays of its alert rules: a hundred minutes of its traffic, with or without a fault.
import {
  type Course,
  errors,
  findings,
  funnel,
  metric,
  requests,
  scenario,
  type Scenario,
  type Track,
  transactions,
  workflows,
} from "telltale-cli/alerts";

/** What changes at ten o'clock. The defaults are those of the demo: twelve shoppers make some 9,000 visits an hour. */
export interface Faults {
  readonly purchasesCompleted?: Course;
  readonly cartToPayment?: Course;
  /** Seconds that nordpay takes. */
  readonly nordpay?: Course;
  /** Seconds that the page of a product takes. */
  readonly productPage?: Course;
  /** Bytes that payments keeps of each minute, from ten o'clock. */
  readonly leakPerMinute?: number;
  /** Bytes that payments uses; by default little, and what it leaks. */
  readonly memoryUsed?: (minutes: number) => number;
  /** Visits to the cart an hour that ask the database for each product. */
  readonly cartQueries?: Course;
  /** Jobs that wait in the queue. */
  readonly jobsWaiting?: (minutes: number) => number;
  /** Orders an hour that fail with an error of a new version. */
  readonly voucherErrors?: Course;
  readonly seed?: number;
}

/** A hundred minutes from half past eight on, with a fault at ten o'clock. */
export function shop({
  purchasesCompleted = 0.96,
  cartToPayment = 0.92,
  nordpay = 0.1,
  productPage = 0.03,
  leakPerMinute = 0,
  memoryUsed = memory(leakPerMinute),
  voucherErrors = 0,
  cartQueries = 0,
  jobsWaiting = () => 12,
  seed = 1,
}: Faults): Scenario {
  return scenario({
    start: "2026-03-02T08:30:00Z",
    for: "100m",
    seed,
    data: [
      transactions("purchase", { perHour: 4200, completion: purchasesCompleted, amount: 80 }),
      funnel("checkout", {
        perHour: 4600,
        from: "cart",
        to: "payment",
        conversion: cartToPayment,
        takes: "2s",
      }),
      requests("POST /checkout", { perHour: 4200, service: "storefront", seconds: 0.4 }),
      requests("GET /products/:sku", { perHour: 12_000, service: "storefront", seconds: productPage }),
      metric("shop.memory.used", {
        value: memoryUsed,
        every: "10s",
        unit: "By",
        attributes: { "service.name": "payments" },
      }),
      errors("CardDeclined", { perHour: 170, service: "payments", known: true }),
      errors("VoucherError", { perHour: voucherErrors, service: "payments" }),
      findings("repeated-queries", {
        perHour: cartQueries,
        service: "storefront",
        attributes: { operation: "POST /cart" },
      }),
      workflows("order", {
        perHour: 4000,
        states: ["created", "paid", "packed", "shipped", "delivered"],
        each: "10s",
      }),
      metric("shop.jobs.waiting", { value: jobsWaiting, every: "10s", unit: "{job}" }),
      ...["nordpay", "harbourpay", "cardway"].flatMap((provider) =>
        providerMetrics(provider, provider === "nordpay" ? nordpay : 0.1),
      ),
    ],
  });
}

/** 150 MB that the garbage collector takes down and up by 5 MB, and from minute 90, for the ten minutes that are left, what is not freed. */
function memory(leak: number): (minutes: number) => number {
  return (minutes) => 150e6 + (minutes % 3) * 2.5e6 + Math.max(0, minutes - 90) * leak;
}

function providerMetrics(provider: string, seconds: Course): Track[] {
  const attributes = { "payment.provider": provider };
  return [
    metric("shop.provider.duration", {
      kind: "observation",
      value: seconds,
      every: "3s",
      unit: "s",
      attributes,
    }),
    metric("shop.cards.declined", { kind: "increase", value: 0.25, unit: "{card}", attributes }),
  ];
}
