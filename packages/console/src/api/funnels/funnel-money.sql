-- What the transactions of people in one funnel are worth, by how far they came: of those who took all steps their
-- latest one, of others their latest one that was not completed. People without such a transaction are left out.
-- Conditions choose the steps that count and not the transactions: only the inner query has them.
SELECT
  level,
  isOpen,
  paid.2 AS currency,
  count() AS people,
  toString(sum(paid.1)) AS amount
FROM (
  SELECT
    level,
    isOpen,
    if(level = length({steps:Array(Array(String))}[1]), latest, unfinished) AS paid
  FROM (
    -- include funnel-visits
    SELECT
      person,
      -- include funnel-open
      -- include funnel-level
    FROM (
      SELECT
        person,
        groupArrayArray(
          arrayMap(
            (s, t) -> if(
              t >= low AND t < high,
              bitShiftLeft(intDiv(toUInt64(t - low), unit), 6) + transform(s, hashes, places, 0), 0),
            s, t)) AS visits
      FROM (
        -- include people-rows
        )
      GROUP BY person)
    ) AS ways
  INNER JOIN (
    -- include people-money
    ) AS ofPerson ON ofPerson.person = ways.person
  WHERE level > 0 AND (level = length({steps:Array(Array(String))}[1]) OR isLost))
GROUP BY level, isOpen, currency
ORDER BY level, isOpen, currency
LIMIT 20000
