-- Transactions of `names` that ended in the range, each once: by its first end, which is looked for since `since`. Of
-- ends at the same time a hash decides, as on the pages. First ends are compared by a hash of the id, which takes less
-- than the ids. With `hasAmounts` each has the latest amount of all its records, as on the pages, which its end may not
-- name.
FROM (
  SELECT
    *
    EXCEPT (amount, currency, has_amount, latest), -- when hasAmounts
      latest.1 AS amount,
      latest.2 AS currency,
      latest.3 AS has_amount
  FROM (
    SELECT *
    FROM business_events
    WHERE kind = 'transaction'
      AND phase = 'ended'
      AND name IN {names:Array(String)}
      AND ts >= {from:DateTime64(9, 'UTC')}
      AND ts < {to:DateTime64(9, 'UTC')}
      AND environment = {environment:String} -- if environment
      AND (cityHash64(name, entity_id), ts) IN (
        SELECT
          cityHash64(name, entity_id) AS which,
          min(ts) AS first_end
        FROM business_events
        WHERE kind = 'transaction'
          AND phase = 'ended'
          AND name IN {names:Array(String)}
          AND ts >= {since:DateTime64(9, 'UTC')}
          AND ts < {to:DateTime64(9, 'UTC')}
          AND environment = {environment:String} -- if environment
        GROUP BY which
        HAVING first_end >= {from:DateTime64(9, 'UTC')})
    ORDER BY sipHash64(uid)
    LIMIT 1 BY name, entity_id) AS first_ends
  LEFT JOIN ( -- when hasAmounts
      SELECT
        name,
        entity_id,
        argMax((amount, toString(currency), has_amount), (ts, sipHash64(uid))) AS latest
      FROM business_events
      WHERE kind = 'transaction'
        AND has_amount
        AND name IN {names:Array(String)}
        AND ts >= {since:DateTime64(9, 'UTC')}
        AND ts < {to:DateTime64(9, 'UTC')}
        AND environment = {environment:String} -- if environment
      GROUP BY name, entity_id) AS paid
    USING (name, entity_id)
)
