-- The money of the transactions in the traces of the selection, by finding and currency. A transaction counts once,
-- with its latest amount, whichever of its records have it.
SELECT
  place,
  currency,
  toString(sum(amount)) AS total
FROM (
  SELECT
    argMaxIf(business_events.amount, (ts, sipHash64(uid)), has_amount) AS amount,
    toString(argMaxIf(business_events.currency, (ts, sipHash64(uid)), has_amount)) AS currency,
    any(met) AS findingsMet
  FROM business_events
  INNER JOIN (
    SELECT
      name,
      entity_id,
      groupBitOr(traces.met) AS met
    FROM business_events
    INNER JOIN (
      SELECT
        trace_id,
        groupBitOr(
          arraySum(
            arrayMap(
              at -> if(
                bitAnd(mask, {findings:Array(UInt32)}[at + 1]) = {findings:Array(UInt32)}[at + 1],
                bitShiftLeft(toUInt64(1), at),
                toUInt64(0)),
              range(length({findings:Array(UInt32)}))))) AS met
      FROM (
        -- include span-masks
        )
      WHERE selected
      GROUP BY trace_id) AS traces ON traces.trace_id = business_events.trace_id
    WHERE kind = 'transaction'
      AND ts >= {from:DateTime64(9, 'UTC')} - INTERVAL 1 HOUR
      AND ts < {to:DateTime64(9, 'UTC')} + INTERVAL 1 HOUR
    GROUP BY name, entity_id
  ) AS reached ON reached.name = business_events.name AND reached.entity_id = business_events.entity_id
  WHERE kind = 'transaction'
    AND ts >= {from:DateTime64(9, 'UTC')} - INTERVAL 1 HOUR
    AND ts < {to:DateTime64(9, 'UTC')} + INTERVAL 1 HOUR
  GROUP BY business_events.name, business_events.entity_id
  HAVING max(has_amount))
ARRAY JOIN arrayFilter(at -> bitTest(findingsMet, at), range(64)) AS place
GROUP BY place, currency
ORDER BY place, currency
LIMIT 20000
