// What requests mean to the business, as a team writes it: plain data, which options, the config file and `TELLTALE_ROUTES` can carry.

/** What one request means. Exactly one of `transaction`, `funnel`, `journey` and `interaction` says of what. */
export interface BusinessRoute {
  /** A transaction of this type: it lasts as long as the request. */
  readonly transaction?: string | undefined;
  /** A step of this funnel; the steps are ordered as the routes are. */
  readonly funnel?: string | undefined;
  /** A step of this journey, which has no order. */
  readonly journey?: string | undefined;
  /** An interaction of this type. */
  readonly interaction?: string | undefined;
  /** Of a funnel or a journey. */
  readonly step?: string | undefined;
  /**
   * Where a value is found: `response.body.id`, `response.header.location`, `response.status`, `request.body.items.0.sku`,
   * `request.header.x-user`, `request.query.plan`, `request.path.id`. Any other text is the value itself.
   */
  readonly id?: string | undefined;
  /** Who did it, found as `id` is; the context attribute `user.id` by default. */
  readonly user?: string | undefined;
  /** In which session, found as `id` is; the context attribute `session.id` by default. */
  readonly session?: string | undefined;
  /** Of a transaction. */
  readonly amount?: string | number | undefined;
  /** ISO 4217, of `amount` or `value`; `USD` by default. */
  readonly currency?: string | undefined;
  /** Why it failed, where it does. */
  readonly reason?: string | undefined;
  /** Of an interaction, as are the ones that follow. */
  readonly customer?: string | undefined;
  /** Where it takes place, such as `chat`. */
  readonly channel?: string | undefined;
  /** The customer's, such as `gold`. */
  readonly tier?: string | undefined;
  /** The result, such as `resolved`. */
  readonly result?: string | undefined;
  /** How content the customer was, on a scale of yours. */
  readonly satisfaction?: string | number | undefined;
  /** What it was worth. */
  readonly value?: string | number | undefined;
  /** More attributes by key, each value found as `id` is. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>> | undefined;
  /**
   * When it has succeeded: `{ "response.status": "< 400", "response.body.state": ["paid", "open"] }`. All must be so. By default the
   * status is below 400. A transaction for which it is not so has failed; a step or an interaction is then not recorded.
   */
  readonly completesWhen?: Readonly<Record<string, Expected>> | undefined;
}

/** A value, several of which any will do, a comparison such as `">= 200"`, or a class of statuses such as `"2xx"`. */
export type Expected = string | number | boolean | readonly (string | number | boolean)[];

/** Requests by method and path: `POST /orders`, `GET /orders/:id`, `GET /files/*`; `*` is any method. */
export type BusinessRoutes = Readonly<Record<string, BusinessRoute | readonly BusinessRoute[]>>;
