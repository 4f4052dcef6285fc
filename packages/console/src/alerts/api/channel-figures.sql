-- Deliveries of some channels in the range: how many messages wait after their latest attempt, and how many are given
-- up; and the latest attempt of all.
SELECT
  channel,
  countIf(outcome IN ('retry', 'grouped', 'limited')) AS waiting,
  countIf(outcome = 'dead') AS dead,
  argMax(latestRule, moment) AS rule,
  argMax(latest, moment) AS body
FROM (
  SELECT
    JSONExtractString(body, 'channel') AS channel,
    JSONExtractString(body, 'noticeId') AS notice,
    max((ts, id, version)) AS moment,
    argMax(toString(detail), (ts, id, version)) AS outcome,
    argMax(alert_records.rule, (ts, id, version)) AS latestRule,
    argMax(alert_records.body, (ts, id, version)) AS latest
  FROM alert_records
  WHERE kind = 'delivery'
    AND ts >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
    AND channel IN {channels:Array(String)}
  GROUP BY channel, notice)
GROUP BY channel
