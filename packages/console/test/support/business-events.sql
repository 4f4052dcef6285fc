-- One day of business events of a made-up shop, the same for the same {day} (Unix days): 85,300 visits, 333,000 events, 245,000 of them steps of the
-- journey `checkout`. Of ten visits six are by users who are known from the start, one by a session that becomes a user's on the way, three
-- by sessions that stay without one; users come back after some days.
INSERT INTO business_events (kind, phase, name, entity_id, user_id, session_id, ts, step, step_index, state, outcome, amount, has_amount, currency, duration_ms,
  service, environment, service_version, attributes, trace_id, uid, received)
WITH toUInt64({day:UInt32}) * 85300 + number AS visit, sipHash64(visit) AS chance, chance % 10 AS sort,
  multiIf(chance % 23 < 6, [1], chance % 23 < 10, [1, 2], chance % 23 < 13, [1, 2, 3, 2], chance % 23 < 17, [1, 2, 2, 4], [1, 2, 4, 5]) AS steps,
  multiIf(chance % 23 < 17, [0], [0, 6, 7, 8, 9]) AS more
SELECT kind, phase, name, if(kind = 'journey', '', concat('order-', toString(visit))) AS entity_id,
  multiIf(sort < 6, concat('u', toString(sipHash64(visit, 'user') % 900000)), sort = 6 AND place > 2, concat('u', toString(visit % 900000)), '') AS user_id,
  concat('s', lower(hex(chance))) AS session_id,
  toDateTime64({day:UInt32} * 86400, 9, 'UTC') + toIntervalNanosecond(number * 1012894000 + chance % 1000000000 + place * (20 + chance % 97) * 1000000000 % 3600000000000) AS ts,
  ['landing', 'product', 'help', 'cart', 'paid', 'pay', 'pay', 'placed', 'sent'][event] AS step, [0, 1, -1, 2, 3, -1, -1, -1, -1][event] AS step_index,
  if(kind = 'workflow', step, '') AS state, if(kind = 'transaction' AND phase = 'ended', if(chance % 31 = 0, 'failed', 'completed'), '') AS outcome,
  toDecimal128(chance % 20000 / 100, 9) AS amount, kind = 'transaction' AND phase = 'ended' AS has_amount, if(has_amount, 'EUR', '') AS currency, nan AS duration_ms,
  'shop' AS service, 'production' AS environment, '1.4.2' AS service_version,
  -- Those who leave after the cart have the first provider more often.
  if(kind = 'journey',
    map('customer.tier', ['free', 'plus', 'vip'][1 + intDiv(chance, 23) % 3], 'customer.country', ['DE', 'SE', 'FR', 'IT', 'PL', 'NL'][1 + intDiv(chance, 71) % 6],
      'device', ['phone', 'desktop', 'tablet'][1 + intDiv(chance, 431) % 3], 'cart.items', toString(1 + intDiv(chance, 1009) % 12),
      'payment.provider', ['nordpay', 'harbourpay', 'paycove', 'invoice'][1 + if(chance % 23 >= 17 OR chance % 5 > 1, intDiv(chance, 4999) % 4, 0)]),
    CAST(map(), 'Map(String, String)')) AS attributes,
  reinterpretAsFixedString(sipHash128(visit, 'trace')) AS trace_id,
  lower(hex(sipHash128(visit, place))) AS uid, toDateTime(ts) AS received
FROM (
  SELECT visit, chance, sort, number, event, place,
    ['journey', 'journey', 'journey', 'journey', 'journey', 'transaction', 'transaction', 'workflow', 'workflow'][event] AS kind,
    ['step', 'step', 'step', 'step', 'step', 'started', 'ended', 'event', 'event'][event] AS phase,
    ['checkout', 'checkout', 'checkout', 'checkout', 'checkout', 'purchase', 'purchase', 'order', 'order'][event] AS name
  FROM (SELECT number, visit, chance, sort, arrayFilter(one -> one > 0, arrayConcat(steps, more)) AS events FROM numbers(85300))
  ARRAY JOIN events AS event, arrayEnumerate(events) AS place)
