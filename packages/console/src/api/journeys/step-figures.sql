-- Figures of each step of one journey: people, visits, people who visited it more than once, and, where the steps
-- have an order (`steps`), people who skipped it: they visited a later step and never this one. Duplicate records
-- count once. If there are many people, a part of them (`first` to `last`, by hash) represents all.
-- include known-steps
SELECT
  one.1 AS stepName,
  countIf(one.2 > 0) AS people,
  sum(one.2) AS visits,
  countIf(one.2 > 1) AS repeated,
  countIf(one.2 = 0) AS skipped
FROM (
  SELECT
    person,
    groupArray((known.3[indexOf(known.1, code)], takes)) AS taken,
    arrayMap(pair -> pair.1, taken) AS names,
    arraySlice(
      {steps:Array(String)}, 1, arrayMax(arrayMap(name -> indexOf({steps:Array(String)}, name), names))) AS behind,
    arrayConcat(taken, arrayMap(name -> (name, toUInt64(0)), arrayFilter(name -> NOT has(names, name), behind))) AS all
  FROM (
    SELECT
      person,
      visit.2 AS code,
      uniqExact(visit) AS takes
    FROM (
      SELECT
        person,
        arrayFilter(visit -> visit.1 >= low AND visit.1 < high, arrayZip(t, s, u)) AS visits
      FROM (
        -- include people-rows
        ))
    ARRAY JOIN visits AS visit
    GROUP BY person, code)
  GROUP BY person)
ARRAY JOIN all AS one
GROUP BY stepName
ORDER BY people DESC, stepName
LIMIT 200
