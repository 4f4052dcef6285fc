-- Services, people and trend of patterns from the roll-up: the hashes of their skeletons, and the pattern of each.
SELECT
  -- include log-pattern-columns
FROM (
  SELECT
    transform(
      cityHash64(toString(name), toString(skeleton)), {hashes:Array(UInt64)}, {patterns:Array(UInt16)}, 65535
    ) AS pattern,
    service,
    toUnixTimestamp64Milli(
      toDateTime64(toStartOfInterval(toDateTime64(hour, 9, 'UTC'), toIntervalMillisecond({stepMs:UInt64})), 3, 'UTC')
    ) AS time,
    sum(s.count) AS records,
    uniqCombinedMergeState(12)(s.people) AS persons
  FROM log_skeletons AS s
  WHERE hour >= {from:DateTime64(9, 'UTC')} AND hour < {to:DateTime64(9, 'UTC')}
    -- include skeleton-conditions
  GROUP BY pattern, service, time
)
WHERE pattern != 65535
GROUP BY pattern
LIMIT {limit:UInt32}
