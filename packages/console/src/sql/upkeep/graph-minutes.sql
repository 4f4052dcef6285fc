-- Minutes whose figures in the service graph may have changed, with the spans that begin in each: those of spans that
-- were received since, and all from {settledFrom} on. An entry also changes the minutes beside its own (the call that
-- it answers, by another clock), and any span those of the entries and messages that it caused, which begin while it
-- ran or shortly after. Those are looked for by their parents: else one span of ten minutes has ten minutes computed
-- again. Of very many spans, as after a crash, all these minutes are taken.
WITH
  received AS (
    SELECT
      span_id,
      toStartOfMinute(start) AS minute,
      arrayMap(n -> minute + n * 60, range(toUInt64(2 + least(10, intDiv(duration, 60000000000))))) AS causes,
      arrayConcat(
        if(entry OR kind != 1, [minute], []),
        if(kind IN (2, 5) AND parent_id != toFixedString('', 8), [minute - 60, minute + 60], [])) AS own
    FROM spans
    WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
      AND start < {before:DateTime64(9, 'UTC')}
  ),
  (SELECT (groupUniqArrayArray(causes), count() > {most:UInt32}) FROM received) AS caused,
  (
    SELECT arraySort(groupUniqArray(minute))
    FROM (
      SELECT arrayJoin(if(caused.2, arrayConcat(own, causes), own)) AS minute FROM received
      UNION ALL
      SELECT toStartOfMinute(start)
      FROM spans
      WHERE start >= toDateTime64(arrayMin(caused.1), 9, 'UTC')
        AND start < toDateTime64(arrayMax(caused.1) + 60, 9, 'UTC')
        AND toStartOfMinute(start) IN (SELECT arrayJoin(caused.1))
        AND reinterpretAsUInt64(parent_id) IN (SELECT reinterpretAsUInt64(span_id) FROM received WHERE NOT caused.2)
        AND (kind IN (2, 5) OR kind IN (3, 4) AND sattr['messaging.operation.type'] = 'receive')
      UNION ALL
      SELECT toStartOfMinute(start)
      FROM spans
      WHERE start >= {settledFrom:DateTime('UTC')} AND start < {before:DateTime64(9, 'UTC')}
    )
    WHERE minute < {before:DateTime64(9, 'UTC')}
  ) AS affected
SELECT
  toUnixTimestamp(toStartOfMinute(start)) AS minute,
  toUInt32(count()) AS spans
FROM spans
WHERE start >= toDateTime64(arrayMin(affected), 9, 'UTC') AND start < toDateTime64(arrayMax(affected) + 60, 9, 'UTC')
  AND toStartOfMinute(start) IN (SELECT arrayJoin(affected))
GROUP BY minute
ORDER BY minute
