-- People who took a step of a journey in the range, and those of them who have taken another one since, by groups of
-- the first step. `pair` is the number of a journey with two steps. A session is its latest owner's, if it has one.
-- FINAL merges records that came twice.
SELECT
  0 AS slot,
  pair,
  -- include alert-cell-names
  countIf(last >= first) AS converted,
  -- include alert-group-count
  count() AS entries
FROM (
  SELECT
    pair,
    multiIf(user != 0, user, belongs != 0, belongs, visit) AS who,
    -- include alert-cell-names
    minIf(at, isFirst) AS first,
    max(maxIf(at, isSecond)) OVER (PARTITION BY pair, who) AS last
  FROM (
    SELECT
      pair,
      if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
      if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit,
      -- include alert-event-cells
      (
        step = {froms:Array(String)}[pair]
        -- include alert-event-where
      ) AS isFirst,
      step = {tos:Array(String)}[pair] AS isSecond,
      toUnixTimestamp64Milli(ts) AS at
    FROM business_events FINAL
    ARRAY JOIN arrayFilter(
      place -> {names:Array(String)}[place] = name
        AND ({froms:Array(String)}[place] = step OR {tos:Array(String)}[place] = step),
      arrayEnumerate({names:Array(String)})) AS pair
    WHERE kind = 'journey'
      AND phase = 'step'
      AND name IN {names:Array(String)}
      AND ts >= {from:DateTime64(9, 'UTC')}
      AND ts < {to:DateTime64(9, 'UTC')}
      AND (user_id != '' OR session_id != '')) AS taken
  LEFT ANY JOIN (
    -- include step-owners
    ) AS owners ON session = visit
  GROUP BY ALL)
WHERE first > 0
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
