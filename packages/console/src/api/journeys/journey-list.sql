-- Journeys of the range: people, steps, last seen. Steps without a person (`who` 2) count only as steps. `first` and
-- `last` select a part of the people by hash; the parts add up. `events` is read as a whole, because FINAL cannot
-- merge subcolumns. Steps that meet conditions (`filtered`) are rows of their own.
WITH
  toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low,
  toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high
  -- include matching-steps
SELECT
  name,
  uniqExactIf(person, who < 2) AS people,
  sum(length(times)) AS steps, -- when merged
  uniqExactArray(arrayMap(t -> (t, code, record, person), times)) AS steps, -- when filtered
  toString(max(arrayMax(times))) AS lastNs
FROM (
  SELECT
    toString(name) AS name,
    who,
    actor AS person,
    `events.s`[1] AS code, -- when filtered
      `events.u`[1] AS record,
      `events.t` AS times
    arrayFilter(t -> t >= low AND t < high, arrayMap(visit -> visit.1, events)) AS times -- when merged
  FROM journey_days
    FINAL -- when merged
  -- include journeys-in-range
    AND who != 1
    AND actor BETWEEN {first:UInt64} AND {last:UInt64} -- if first
  UNION ALL
  SELECT
    name,
    1 AS who,
    if(belongs = 0, actor, belongs) AS person,
    code, -- when filtered
      record,
    times
  FROM (
    SELECT
      toString(name) AS name,
      actor,
      `events.s`[1] AS code, -- when filtered
        `events.u`[1] AS record,
        `events.t` AS times
      arrayFilter(t -> t >= low AND t < high, arrayMap(visit -> visit.1, events)) AS times -- when merged
    FROM journey_days
      FINAL -- when merged
    -- include journeys-in-range
      AND who = 1
      -- include sessions-in-part
    ) AS walked
  LEFT JOIN (
    SELECT
      session,
      toUInt64(max(owner)) AS belongs
    FROM session_owners
    WHERE identity(session) IN (
      SELECT actor FROM journey_days
      -- include journeys-in-range
        AND who = 1
        -- include sessions-in-part
      )
    GROUP BY session) AS owners ON session = actor
  WHERE person BETWEEN {first:UInt64} AND {last:UInt64} -- if first
  )
WHERE notEmpty(times)
GROUP BY name
ORDER BY people DESC, name
LIMIT 10000
