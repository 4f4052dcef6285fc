// Three applications: a shop like the one in `examples/shop`, a video service that speaks gRPC, and a bank.
import type { Operation, Pool, Shape } from "./shape.ts";

type More = Partial<Omit<Operation, "service" | "name" | "kind">>;

const operation =
  (kind: Operation["kind"], ownMs: number) =>
  (service: string, name: string, more: More = {}): Operation => ({
    service,
    name,
    kind,
    ownMs,
    does: {},
    records: [],
    calls: [],
    ...more,
  });

const server = operation("server", 12);
const internal = operation("internal", 8);
const client = operation("client", 5);
const consumer = operation("consumer", 30);

/** What sends a message records what its consumer does. */
const sent = (service: string, name: string, below: Operation): Operation => ({
  ...operation("producer", 1)(service, name),
  records: below.records,
  calls: [below],
});

const statement = (service: string, verb: string, table: string, rest: string): Operation =>
  client(service, `${verb} ${table}`, {
    does: {
      "db.system.name": "postgresql",
      "db.operation.name": verb,
      "db.collection.name": table,
      "db.query.text": `${verb} ${table} ${rest}`,
      "server.address": "db.internal",
    },
  });

const route = (service: string, method: string, path: string, more: More = {}): Operation =>
  server(service, `${method} ${path}`, {
    ...more,
    does: { "http.request.method": method, "http.route": path },
  });

const call = (service: string, host: string, below: Operation): Operation =>
  client(service, "POST", {
    does: { "http.request.method": "POST", "server.address": host },
    calls: [below],
  });

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${name}-${at}`);

/** Versions, and a name of the deploy that goes with each; some instances of each. */
const instances = (versions: readonly string[], more: readonly Pool[] = []): readonly Pool[] => [
  { key: "service.version", values: versions, skew: 1.5 },
  { key: "host.name", values: numbered("host", 5), skew: 1.02 },
  ...more,
];

const shop: Shape = {
  name: "shop",
  pools: [
    { key: "payment.provider", values: ["harbourpay", "cardway", "nordpay"], skew: 1.02 },
    { key: "customer.tier", values: ["basic", "plus", "gold"], skew: 1.4 },
    { key: "order.lines", values: [1n, 2n, 3n, 4n, 5n], skew: 1.3 },
    { key: "cart.currency", values: ["EUR", "SEK", "USD", "CHF"] },
    { key: "coupon.code", values: numbered("coupon", 12), share: 0.25 },
    { key: "feature.flag", values: ["control", "new-checkout", "new-search"], skew: 1.02 },
    { key: "browser.name", values: ["chrome", "safari", "firefox", "edge"] },
    { key: "geo.country", values: numbered("country", 30) },
    { key: "shipping.method", values: ["parcel", "pickup", "express"] },
  ],
  aliases: {},
  resources: {
    storefront: instances(["5.1.0", "5.2.0"], [{ key: "cloud.region", values: ["north", "south", "west"] }]),
    payments: instances(["2.40.3", "2.41.0", "2.42.0"]),
    fulfilment: instances(["1.9.0", "1.9.1"]),
  },
  steps: [
    {
      name: "cart",
      request: route("storefront", "POST", "/cart", {
        records: ["browser.name", "geo.country", "feature.flag"],
        calls: [statement("storefront", "SELECT", "products", "WHERE sku = ANY($1)")],
      }),
    },
    {
      name: "address",
      request: route("storefront", "POST", "/address", {
        records: ["browser.name", "geo.country", "shipping.method"],
        calls: [internal("storefront", "rate shipping", { records: ["shipping.method", "geo.country"] })],
      }),
    },
    {
      name: "payment",
      request: route("storefront", "POST", "/checkout", {
        records: ["browser.name", "customer.tier", "feature.flag"],
        calls: [
          call(
            "storefront",
            "payments.internal",
            route("payments", "POST", "/orders", {
              records: ["order.lines", "payment.provider", "cart.currency", "coupon.code"],
              calls: [
                statement("payments", "INSERT", "orders", "VALUES ($1)"),
                internal("payments", "charge card", {
                  records: ["payment.provider", "cart.currency"],
                  calls: [client("payments", "POST /charges", { ownMs: 40, records: ["payment.provider"] })],
                }),
                statement("payments", "UPDATE", "orders", "SET status = 'paid'"),
                sent(
                  "payments",
                  "send jobs fulfil",
                  consumer("fulfilment", "process jobs fulfil", {
                    records: ["shipping.method", "order.lines"],
                    calls: [statement("fulfilment", "UPDATE", "stock", "SET reserved = true")],
                  }),
                ),
              ],
            }),
          ),
        ],
      }),
      whenFailed: statement("payments", "UPDATE", "orders", "SET status = 'cancelled'"),
    },
  ],
  transaction: { type: "purchase", records: ["cart.currency", "customer.tier"] },
  journey: { name: "checkout", records: ["browser.name"] },
  workflow: { type: "order", waiting: "paid", done: "sent", records: ["order.lines"] },
  idKey: "order.id",
};

const grpc = (service: string, method: string, more: More = {}): Operation =>
  server(service, `video.${method}`, {
    ...more,
    does: { "rpc.system": "grpc", "rpc.method": method },
  });

const remote = (service: string, method: string, below: Operation): Operation =>
  client(service, `video.${method}`, {
    does: { "rpc.system": "grpc", "rpc.method": method },
    calls: [below],
  });

const cached = (service: string, verb: string): Operation =>
  client(service, verb, { ownMs: 1, does: { "db.system.name": "redis", "db.operation.name": verb } });

const video: Shape = {
  name: "video",
  pools: [
    { key: "device.model", values: numbered("tv", 60) },
    { key: "app.build", values: ["900", "910", "911"], skew: 1.2 },
    { key: "media.codec", values: ["h264", "hevc", "av1"], skew: 1.1 },
    { key: "cdn", values: ["near", "far", "edge", "own"], skew: 1.02 },
    { key: "drm.scheme", values: ["widevine", "fairplay", "playready"], skew: 1.05 },
    { key: "plan", values: ["free", "home", "family"] },
    { key: "title.kind", values: ["film", "series", "live"] },
    { key: "bitrate.step", values: [1n, 2n, 3n, 4n, 6n, 8n], skew: 1.02 },
    { key: "experiment", values: numbered("arm", 6), share: 0.5 },
    { key: "subtitles", values: ["en", "fi", "de", "fr"], share: 0.4 },
  ],
  aliases: { "k8s.node.name": "host.name" },
  resources: {
    gateway: instances(
      ["301", "302"],
      [{ key: "cloud.availability_zone", values: ["a", "b", "c"], skew: 1.01 }],
    ),
    catalog: instances(["77", "78"]),
    playback: instances(["12.0", "12.1", "13.0"], [{ key: "gpu.model", values: ["t4", "a10"] }]),
    licences: instances(["4", "5"]),
    transcoder: instances(["2026.10", "2026.11"]),
  },
  steps: [
    {
      name: "browse",
      request: grpc("gateway", "Browse", {
        records: ["device.model", "app.build", "plan"],
        calls: [
          cached("gateway", "GET"),
          remote("gateway", "List", grpc("catalog", "List", { records: ["title.kind", "experiment"] })),
        ],
      }),
    },
    {
      name: "select",
      request: grpc("gateway", "Title", {
        records: ["device.model", "app.build", "title.kind"],
        calls: [
          remote(
            "gateway",
            "Get",
            grpc("catalog", "Get", {
              records: ["title.kind", "subtitles"],
              calls: [statement("catalog", "SELECT", "titles", "WHERE id = $1")],
            }),
          ),
        ],
      }),
    },
    {
      name: "licence",
      request: grpc("gateway", "Licence", {
        records: ["device.model", "plan"],
        calls: [remote("gateway", "Issue", grpc("licences", "Issue", { records: ["drm.scheme", "plan"] }))],
      }),
    },
    {
      name: "play",
      request: grpc("gateway", "Play", {
        records: ["device.model", "app.build"],
        calls: [
          remote(
            "gateway",
            "Start",
            grpc("playback", "Start", {
              records: ["media.codec", "cdn", "bitrate.step"],
              calls: [
                internal("playback", "choose rendition", { records: ["media.codec", "bitrate.step"] }),
                client("playback", "fetch segment", { ownMs: 25, records: ["cdn"] }),
                sent(
                  "playback",
                  "send views",
                  consumer("transcoder", "process views", { records: ["media.codec", "title.kind"] }),
                ),
              ],
            }),
          ),
        ],
      }),
    },
  ],
  transaction: { type: "viewing", records: ["plan", "title.kind"] },
  journey: { name: "watching", records: ["app.build"] },
  workflow: { type: "view", waiting: "started", done: "counted", records: ["title.kind"] },
  idKey: "view.id",
};

const bank: Shape = {
  name: "bank",
  pools: [
    { key: "account.kind", values: ["private", "business", "savings"], skew: 1.1 },
    { key: "transfer.scheme", values: ["sepa", "instant", "swift"], skew: 1.1 },
    { key: "bank.country", values: numbered("iban", 25) },
    { key: "risk.model", values: ["v3", "v4"], skew: 1.05 },
    { key: "channel", values: ["app", "web", "branch", "api"] },
    { key: "auth.method", values: ["passkey", "sms", "card-reader"], skew: 1.05 },
    { key: "amount.band", values: ["small", "medium", "large"] },
    { key: "batch.items", values: [1n, 2n, 5n, 10n, 50n], skew: 1.2 },
    { key: "partner", values: numbered("partner", 9), share: 0.35 },
    { key: "ledger.shard", values: numbered("shard", 8), skew: 1.01 },
  ],
  aliases: {},
  resources: {
    portal: instances(["20.1", "20.2"], [{ key: "deployment.ring", values: ["stable", "early"] }]),
    risk: instances(["0.9", "1.0"]),
    ledger: instances(["8.8.1", "8.8.2", "8.9.0"]),
    dispatcher: instances(["3.0", "3.1"]),
  },
  steps: [
    {
      name: "quote",
      request: route("portal", "GET", "/quotes/{id}", {
        records: ["channel", "transfer.scheme"],
        calls: [
          call(
            "portal",
            "risk.bank",
            route("risk", "POST", "/score", {
              records: ["risk.model", "amount.band", "bank.country"],
              calls: [
                cached("risk", "MGET"),
                internal("risk", "evaluate model", { records: ["risk.model"] }),
              ],
            }),
          ),
        ],
      }),
    },
    {
      name: "sign",
      request: route("portal", "POST", "/signatures", {
        records: ["channel", "auth.method"],
        calls: [client("portal", "verify signature", { ownMs: 60, records: ["auth.method"] })],
      }),
    },
    {
      name: "transfer",
      request: route("portal", "POST", "/transfers", {
        records: ["channel", "account.kind", "partner"],
        calls: [
          call(
            "portal",
            "ledger.bank",
            route("ledger", "POST", "/entries", {
              records: ["transfer.scheme", "ledger.shard", "account.kind"],
              calls: [
                statement("ledger", "SELECT", "balances", "FOR UPDATE"),
                statement("ledger", "INSERT", "entries", "VALUES ($1, $2)"),
                sent(
                  "ledger",
                  "send transfers",
                  consumer("dispatcher", "process transfers", {
                    records: ["transfer.scheme", "bank.country", "batch.items"],
                    calls: [
                      client("dispatcher", "submit batch", { ownMs: 80, records: ["transfer.scheme"] }),
                    ],
                  }),
                ),
              ],
            }),
          ),
        ],
      }),
      whenFailed: statement("ledger", "DELETE", "entries", "WHERE id = $1"),
    },
  ],
  transaction: { type: "transfer", records: ["amount.band"] },
  journey: { name: "paying", records: ["channel", "account.kind"] },
  workflow: { type: "payment", waiting: "booked", done: "settled", records: ["amount.band"] },
  idKey: "transfer.id",
};

export const shapes: readonly Shape[] = [shop, video, bank];
