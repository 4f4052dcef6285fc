-- Made-up workflows of one day, the same for the same {day} (Unix days) and numbers: {instances} orders and returns, about four and a half
-- events each. One order in ten is packed again, one in five is still open at the end of the day.
INSERT INTO business_events (kind, phase, name, entity_id, user_id, session_id, ts, step, step_index, state, outcome, amount, has_amount, currency, duration_ms,
  service, environment, service_version, trace_id, uid, received)
WITH sipHash64(number) AS chance,
  chance % 4 = 0 AS isReturn,
  multiIf(
    isReturn AND chance % 5 = 1, [1, 2], isReturn, [1, 2, 3, 8],
    chance % 10 = 1, [4, 5, 6, 5, 6, 7, 9], chance % 5 = 2, [4, 5, 6], [4, 5, 6, 7, 9]) AS path
SELECT
  'workflow' AS kind,
  if(event > 7, 'ended', 'event') AS phase,
  if(isReturn, 'return', 'order') AS name,
  concat(name, '-', toString(number)) AS entity_id,
  concat('u', toString(chance % 40000)) AS user_id,
  '' AS session_id,
  toDateTime64({day:UInt32} * 86400, 9, 'UTC')
    + toIntervalNanosecond(chance % 50000000000000 + place * (60 + chance % 997) * 1000000000 * 5) AS ts,
  ['ask', 'send back', 'inspect', 'place', 'pay', 'pack', 'ship', 'refund', 'deliver'][event] AS step,
  -1 AS step_index,
  ['asked', 'sent back', 'inspected', 'placed', 'paid', 'packed', 'shipped', 'refunded', 'delivered'][event] AS state,
  '' AS outcome,
  toDecimal128(0, 9) AS amount,
  0 AS has_amount,
  '' AS currency,
  nan AS duration_ms,
  'shop' AS service,
  'production' AS environment,
  '1.4.2' AS service_version,
  reinterpretAsFixedString(sipHash128(number, 'trace')) AS trace_id,
  lower(hex(sipHash128(number, place))) AS uid,
  toDateTime(ts) AS received
FROM numbers({offset:UInt64}, {instances:UInt64})
ARRAY JOIN path AS event, arrayEnumerate(path) AS place
