-- How long people took from each step of a funnel to the next. The fold goes through one person's events as
-- windowFunnel does, and keeps the times of the chain that reached each step; the result is the person's longest
-- chain. If there are many people, a part of them (`first` to `last`, by hash) represents all. At most 500 events of
-- a person are read.
-- include funnel-visits
SELECT
  {names:Array(String)}[funnel] AS name,
  at,
  quantileExactInclusive(0.5)(ms) AS medianMs,
  quantileExactInclusive(0.9)(ms) AS p90Ms
FROM (
  SELECT
    funnel,
    arrayLast(
      chain -> notEmpty(chain),
      arrayFold(
        (chains, event) -> multiIf(
          event.2 = 1,
          arrayConcat([[event.1]], arraySlice(chains, 2)),
          length(chains[event.2 - 1]) = event.2 - 1 AND event.1 - chains[event.2 - 1][1] <= {windowNs:UInt64},
          arrayConcat(
            arraySlice(chains, 1, event.2 - 1),
            [arrayPushBack(chains[event.2 - 1], event.1)],
            arraySlice(chains, event.2 + 1)),
          chains),
        arraySlice(
          arraySort(arrayDistinct(groupArrayArray(2000)(arrayFilter(event -> event.2 > 0, arrayZip(t, at))))), 1, 500),
        arrayMap(step -> CAST([], 'Array(UInt64)'), {steps:Array(Array(String))}[funnel]))) AS way
  FROM (
    SELECT
      person,
      toUInt16(indexOf({names:Array(String)}, name)) AS funnel,
      t,
      arrayMap((s, t) -> if(t >= low AND t < high, transform(s, hashes, places, 0), 0), s, t) AS at
    FROM (
      -- include people-rows
      ))
  GROUP BY funnel, person)
ARRAY JOIN
  arrayMap(
    (moment, previous) -> (moment - previous) / 1000000,
    arraySlice(way, 2),
    arraySlice(way, 1, length(way) - 1)) AS ms,
  arraySlice(arrayEnumerate(way), 2) AS at
GROUP BY name, at
