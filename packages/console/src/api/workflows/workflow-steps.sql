-- What instances did in the range (parts/workflow-hops.sql), the most frequent first: at most `each`
-- rows of each type and kind. `listed`: only transitions and instances.
-- include workflow-names
SELECT
  type,
  kind,
  whole,
  origin AS fromState,
  target AS toState,
  happened AS hops,
  inInstances AS instances,
  illegal AS marked,
  departed AS departures,
  begun AS firsts,
  stayed AS quantiles,
  returned AS returns,
  lostMiddle AS lostMedian,
  lostTotal AS lostSum
FROM (
  -- include workflow-hops
)
WHERE (kind >= 2 OR (kind = 0 AND NOT whole)) -- when listed
ORDER BY kind >= 2 DESC, hops DESC, type, kind, whole, fromState, toState
LIMIT {each:UInt32} BY type, kind, whole
LIMIT 50000
SETTINGS max_threads = 2, max_bytes_before_external_group_by = 150000000
