-- The most frequent paths of visits to one journey as a whole, and a row of all (`ofAll`), with the number of different
-- paths. If there are many people, a part of them (`first` to `last`, by hash) represents all.
SELECT
  grouping(way) AS ofAll,
  arraySlice(any(names), 1, 50) AS steps,
  any(length(names)) AS length,
  any(ending) AS ended,
  count() AS visits,
  uniqExact(person) AS people,
  uniqExact(way) AS paths,
  quantileExact(0.499999999)((if(doneAt > 0, doneAt, path[-1].1) - path[1].1) / 1000000) AS medianMs,
  countIf(has(failed, true)) AS errors
FROM (
  SELECT
    *,
    sipHash64(names, ending) AS way
  FROM (
    -- include visit-paths
    ))
GROUP BY GROUPING SETS ((way), ())
ORDER BY ofAll DESC, visits DESC, steps, ended
LIMIT 7
