// What the shop emits, declared once: its code is typed by this catalog, and its documentation, dashboards and alerts are generated from it.
import { defineCatalog } from "telltale/catalog";
import { alerts, dashboards, objectives } from "./catalog/alerts.ts";
import { attributes } from "./catalog/attributes.ts";
import { handbook } from "./catalog/handbook.ts";

export const catalog = defineCatalog({
  name: "shop",
  version: "1.0.0",
  description: "A furniture shop: storefront, payments and fulfilment.",
  owner: "team-checkout",
  attributes,
  spans: {
    "GET /": {
      kind: "server",
      attributes: ["http.request.method", "http.route", "url.path", "url.scheme"],
      description: "The landing page.",
    },
    "GET /search": {
      kind: "server",
      attributes: ["http.request.method", "http.route", "url.path", "url.scheme"],
      owner: "team-search",
      description: "Searches products by name.",
    },
    "GET /categories/:category": {
      kind: "server",
      attributes: ["http.request.method", "http.route", "url.path", "url.scheme"],
      description: "The products of a category.",
    },
    "GET /products/:sku": {
      kind: "server",
      attributes: ["http.request.method", "http.route", "url.path", "url.scheme"],
      description: "One product.",
    },
    "GET /compare": {
      kind: "server",
      attributes: ["http.request.method", "http.route", "url.path", "url.scheme"],
      description: "Compares products.",
    },
    "POST /cart": {
      kind: "server",
      attributes: ["http.request.method", "http.route", "url.path", "url.scheme"],
      description: "Puts a product into the cart.",
    },
    "POST /shipping": {
      kind: "server",
      attributes: ["http.request.method", "http.route", "url.path", "url.scheme"],
      description: "Chooses how the order is shipped.",
    },
    "POST /checkout": {
      kind: "server",
      attributes: ["http.request.method", "http.route", "url.path", "url.scheme"],
      description: "Places the order and pays for it.",
    },
    "POST /register": {
      kind: "server",
      attributes: ["http.request.method", "http.route", "url.path", "url.scheme"],
      description: "Creates an account.",
    },
    "POST /returns": {
      kind: "server",
      attributes: ["http.request.method", "http.route", "url.path", "url.scheme"],
      description: "Returns an order.",
    },
    "POST /support": {
      kind: "server",
      attributes: ["http.request.method", "http.route", "url.path", "url.scheme"],
      owner: "team-support",
      description: "Contacts the support desk.",
    },
    "POST /orders": {
      attributes: ["http.request.method"],
      owner: "team-payments",
      description: "Takes an order: in the storefront the call, in payments the request.",
    },
    "POST /refunds": {
      attributes: ["http.request.method"],
      owner: "team-payments",
      description: "Refunds an order: in the storefront the call, in payments the request.",
    },
    "POST /nordpay/v2/charges": {
      kind: "client",
      attributes: ["http.request.method"],
      owner: "team-payments",
      description: "Asks nordpay to charge a card.",
    },
    "POST /nordpay/v3/charges": {
      kind: "client",
      attributes: ["http.request.method"],
      owner: "team-payments",
      description: "Asks nordpay at its new address.",
    },
    "POST /harbourpay/v2/charges": {
      kind: "client",
      attributes: ["http.request.method"],
      owner: "team-payments",
      description: "Asks harbourpay to charge a card.",
    },
    "POST /cardway/v2/charges": {
      kind: "client",
      attributes: ["http.request.method"],
      owner: "team-payments",
      description: "Asks cardway to charge a card.",
    },
    "charge card": {
      owner: "team-payments",
      attributes: ["order.id", "payment.provider", "payment.attempt"],
      events: ["payment.fell_back"],
      description: "Charges the card, if need be with the fallback provider.",
    },
    "render receipts": {
      owner: "team-payments",
      description: "Renders the receipts of an order, and the sheet of those that are kept.",
    },
    "risk score": { owner: "team-payments", description: "Estimates the risk of a payment." },
    "quote shipping": {
      owner: "team-fulfilment",
      recommended: ["shipping.carrier"],
      description: "Asks the carrier what shipping costs.",
    },
    recommend: {
      owner: "team-search",
      recommended: ["recommendation.model"],
      description: "Picks products that others bought, too.",
    },
    "print label": {
      owner: "team-fulfilment",
      recommended: ["label.printer"],
      description: "Prints the label of a parcel.",
    },
  },
  metrics: {
    "shop.orders": {
      kind: "counter",
      unit: "{order}",
      owner: "team-payments",
      attributes: ["payment.provider"],
      detectAnomalies: true,
      description: "Orders that were paid.",
    },
    "shop.cart.value": {
      kind: "histogram",
      unit: "EUR",
      owner: "team-payments",
      attributes: ["payment.provider"],
      description: "What a paid cart was worth.",
    },
    "shop.cards.declined": {
      kind: "counter",
      unit: "{card}",
      owner: "team-payments",
      attributes: ["payment.provider"],
      description: "Cards that a provider declined.",
    },
    "shop.provider.duration": {
      kind: "timer",
      owner: "team-payments",
      attributes: ["payment.provider", "payment.outcome"],
      description: "How long a card provider took to answer.",
    },
    "shop.jobs.waiting": {
      kind: "gauge",
      unit: "{job}",
      owner: "team-fulfilment",
      description: "Jobs in the queue.",
    },
    "shop.memory.used": { kind: "gauge", unit: "By", owner: "team-payments", description: "Memory in use." },
    "shop.parcels": {
      kind: "counter",
      unit: "{parcel}",
      owner: "team-fulfilment",
      attributes: ["shipping.carrier"],
      description: "Parcels that left the house.",
    },
  },
  logs: {
    searched: {
      severity: "debug",
      owner: "team-search",
      attributes: ["search.results"],
      description: "A search.",
    },
    "storefront is open": {
      severity: "info",
      attributes: ["shop.version"],
      description: "The storefront has started.",
    },
    "provider is slow": {
      severity: "warn",
      owner: "team-payments",
      attributes: ["order.id", "payment.provider", "payment.fallback"],
      description: "A card provider did not answer in time, and the fallback is asked.",
    },
    "fulfilment waits for orders": {
      severity: "info",
      owner: "team-fulfilment",
      description: "Fulfilment has started.",
    },
    "the job goes back to the queue": {
      severity: "warn",
      owner: "team-fulfilment",
      recommended: ["shop.job.kind", "shop.job.attempt", "order.id"],
      description: "A job failed and is tried again.",
    },
    "cannot give a job back": {
      severity: "error",
      owner: "team-fulfilment",
      attributes: ["shop.job.id"],
      description:
        "A failed job could not be put back into the queue; it is tried again after half a minute.",
    },
    delivered: {
      severity: "info",
      owner: "team-fulfilment",
      attributes: ["order.id"],
      description: "The parcel is at the customer's door.",
    },
  },
  events: {
    "payment.fell_back": {
      owner: "team-payments",
      attributes: ["payment.provider"],
      description: "The first card provider was too slow: the fallback is asked.",
    },
    "contact.escalated": {
      owner: "team-support",
      attributes: ["support.topic", "customer.id"],
      description: "A support contact could not be solved at once: a call to the customer is due.",
    },
  },
  errors: {
    ProviderTimeoutError: {
      owner: "team-payments",
      recommended: ["payment.provider"],
      description: "A card provider did not answer within 1.5 s.",
      runbook: `${handbook}/payments#provider-timeout`,
    },
    VoucherError: {
      owner: "team-payments",
      description: "A voucher could not be spread over the products of an order.",
      runbook: `${handbook}/payments#vouchers`,
    },
    LabelJamError: {
      owner: "team-fulfilment",
      recommended: ["shop.job.kind"],
      description: "The label printer is jammed. The job is tried again.",
      runbook: `${handbook}/fulfilment#label-printer`,
    },
    MailboxFullError: {
      owner: "team-fulfilment",
      description: "The customer's mailbox takes no more messages.",
      runbook: `${handbook}/fulfilment#mail`,
    },
  },
  transactions: {
    purchase: {
      steps: ["order sent", "payment authorised"],
      currency: "EUR",
      recommended: ["payment.method", "customer.tier"],
      description: "A customer buys what is in the cart.",
    },
    registration: { steps: ["account created"], description: "A customer creates an account." },
    refund: {
      currency: "EUR",
      owner: "team-payments",
      description: "A customer gets the money for a returned order.",
    },
  },
  journeys: {
    checkout: {
      ordered: true,
      steps: ["landing", "product", "cart", "shipping", "payment", "done"],
      recommended: ["cart.items", "purchase.probability", "payment.provider"],
      description: "The way to an order.",
    },
    shopping: {
      steps: ["home", "search", "category", "product", "compared", "cart", "order confirmed"],
      recommended: ["cart.items", "purchase.probability"],
      description: "How people move about the shop, in no fixed order.",
    },
  },
  workflows: {
    order: {
      states: ["created", "paid", "packed", "shipped", "delivered", "returned", "cancelled"],
      transitions: {
        created: ["paid", "cancelled"],
        paid: ["packed", "cancelled"],
        packed: ["shipped"],
        // A parcel that could not be delivered is packed again.
        shipped: ["delivered", "packed"],
        delivered: ["returned"],
      },
      timeoutMs: 600_000,
      owner: "team-fulfilment",
      recommended: [
        "order.lines",
        "payment.provider",
        "payment.reason",
        "shipping.carrier",
        "packing.reason",
      ],
      description: "The life of an order, from payment to the door and sometimes back.",
    },
  },
  alerts,
  objectives,
  dashboards,
});
